package io.sidecast.conformance;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;

/**
 * The environment of one case: its nodes, the faults of the network, and a prefix of its own.
 * Confined to the test thread.
 */
public final class BrokerHarness {

  private final BrokerFixture fixture;
  private final Faults faults;
  private final Duration timeout;
  private final Duration maxWait;
  private final SplittableRandom random;
  private final String prefix;
  private final List<HarnessNode> nodes = new ArrayList<>();
  private final List<BrokerOpening> openings = new ArrayList<>();
  private boolean outage;
  private int fences;

  /**
   * The timeouts of a suite.
   *
   * @param timeout the timeout of the broker
   * @param maxWait the longest wait of the kit for an expected fact
   */
  public record Pace(Duration timeout, Duration maxWait) {}

  BrokerHarness(BrokerFixture fixture, Faults faults, Pace pace, long seed) {
    this.fixture = fixture;
    this.faults = faults;
    this.timeout = pace.timeout;
    this.maxWait = pace.maxWait;
    this.random = new SplittableRandom(seed);
    this.prefix = "t" + Long.toString(random.nextLong() >>> 1, 36);
  }

  /**
   * Returns how long a case waits for an expected fact.
   *
   * @return a generous time, for a loaded machine
   */
  public Duration maxWait() {
    return maxWait;
  }

  /**
   * Returns the broker timeout of the nodes, unless a case sets another.
   *
   * @return the timeout
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Returns how long an immediate result may take on a loaded machine.
   *
   * @return a third of the broker timeout
   */
  public Duration atOnce() {
    return timeout.dividedBy(3);
  }

  /**
   * Returns the longest time until a deadline of the broker takes effect.
   *
   * @return the broker timeout plus an allowance for a loaded machine
   */
  public Duration inTime() {
    return timeout.multipliedBy(5).dividedBy(3);
  }

  /**
   * Returns the longest time until a broker that sends no answers is reported as DOWN.
   *
   * @return three times the broker timeout
   */
  public Duration noticed() {
    return timeout.multipliedBy(3);
  }

  /**
   * Returns a random generator. Its seed is printed with the case, so a run can be repeated.
   *
   * @return the generator of this case
   */
  public SplittableRandom random() {
    return random;
  }

  /**
   * Returns the network in front of the broker.
   *
   * @return its faults
   */
  public Faults faults() {
    return faults;
  }

  /**
   * Returns the key of a setting that the broker supports.
   *
   * @return the key
   */
  public String supportedSetting() {
    return fixture.supportedSetting();
  }

  /**
   * Returns the broker's own address.
   *
   * @return the URI
   */
  public URI direct() {
    return fixture.uri();
  }

  /**
   * Returns the broker's address through the network with faults.
   *
   * @return the URI
   */
  public URI faulty() {
    return faults.entrance(fixture.uri());
  }

  /**
   * Returns the broker's address through the network with faults, with a login.
   *
   * @param login an unknown user, a colon and a password, percent-encoded
   * @return the URI
   */
  URI withLogin(String login) {
    return fixture.withLogin(faulty(), login).orElseThrow();
  }

  /**
   * Returns an address like the broker's at which no server listens.
   *
   * @return the URI
   */
  public URI unreachableUri() {
    return Ports.replaced(fixture.uri(), Ports.free());
  }

  /**
   * Creates a configuration with this case's prefix.
   *
   * @param uri the address of the broker
   * @param timeout the broker timeout
   * @return the configuration
   */
  public BrokerConfig config(URI uri, Duration timeout) {
    return new BrokerConfig(uri, prefix, timeout, fixture.properties());
  }

  /**
   * Opens a node through the network with faults.
   *
   * @return a connected node
   */
  public HarnessNode open() {
    return open(config(faulty(), timeout));
  }

  /**
   * Opens a node that connects directly, without faults.
   *
   * @return a connected node
   */
  public HarnessNode openDirect() {
    return open(config(direct(), timeout));
  }

  /**
   * Opens a node and waits until it is connected.
   *
   * @param config the configuration of the node
   * @return a connected node
   */
  public HarnessNode open(BrokerConfig config) {
    var listener = new RecordingListener();
    BrokerOpening opening = opening(config, listener);
    Broker broker = HarnessNode.done(opening.broker(), maxWait);
    openings.remove(opening);
    var node = new HarnessNode(broker, listener, maxWait);
    nodes.add(node);
    return node;
  }

  /**
   * Opens a broker without waiting.
   *
   * @param config the configuration of the broker
   * @param listener the listener of the broker
   * @return the provider's stage
   */
  public CompletionStage<Broker> tryOpen(BrokerConfig config, BrokerListener listener) {
    return opening(config, listener).broker();
  }

  /**
   * Opens a broker without waiting. At the end of the case the opening is cancelled, or the broker
   * closed.
   *
   * @param config the configuration of the broker
   * @param listener the listener of the broker
   * @return the provider's opening
   */
  public BrokerOpening opening(BrokerConfig config, BrokerListener listener) {
    BrokerOpening opening = fixture.provider().open(config, listener);
    openings.add(opening);
    return opening;
  }

  /**
   * Creates a channel.
   *
   * @param kind the kind of the channel
   * @param name the name of the channel
   * @return the channel
   */
  public static Channel channel(Channel.Kind kind, String name) {
    return new Channel(kind, name);
  }

  /**
   * Creates a room channel.
   *
   * @param name the name of the channel
   * @return the channel
   */
  public static Channel room(String name) {
    return new Channel(Channel.Kind.ROOM, name);
  }

  /**
   * Publishes a unique text and waits until a node has received it. Messages that the same node
   * published on this channel before have then arrived or are lost.
   *
   * @param from the publishing node
   * @param to the receiving node
   * @param channel the channel
   * @return the text
   */
  public String fence(HarnessNode from, HarnessNode to, Channel channel) {
    String fence = "fence-" + ++fences;
    from.publish(channel, fence);
    to.awaitFence(channel, fence);
    return fence;
  }

  /**
   * Publishes repeatedly until one text arrives. Use it where a connection may be down.
   *
   * @param from the publishing node
   * @param to the receiving node
   * @param channel the channel
   */
  public void awaitDelivery(HarnessNode from, HarnessNode to, Channel channel) {
    Awaitility.await("a repeated publish to arrive on " + channel)
        .atMost(maxWait)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              int before = to.texts(channel).size();
              from.publishAsync(channel, "again-" + ++fences);
              return before > 0 && to.texts(channel).get(before - 1).startsWith("again-");
            });
  }

  /**
   * Removes the stored messages of a channel from the broker.
   *
   * @param channel the channel
   */
  public void trim(Channel channel) {
    fixture.trim(config(direct(), timeout), channel);
  }

  /**
   * Stops the broker: for all nodes if the fixture owns its process, else for the nodes that
   * connect through the network with faults.
   */
  public void stopBroker() {
    outage = true;
    faults.refuse();
    faults.cut();
    fixture.process().ifPresent(BrokerProcess::stop);
  }

  /** Starts the broker again. */
  public void startBroker() {
    fixture.process().ifPresent(BrokerProcess::start);
    faults.heal();
    outage = false;
  }

  /** Freezes the broker: connections stay open and no answers arrive. */
  public void freezeBroker() {
    outage = true;
    faults.blackHole();
    fixture.process().ifPresent(BrokerProcess::pause);
  }

  /** Ends a freeze. */
  public void thawBroker() {
    fixture.process().ifPresent(BrokerProcess::resume);
    faults.heal();
    outage = false;
  }

  /** Ends all faults, closes all nodes, and returns the rules of the listener that were broken. */
  List<String> close() {
    if (outage) {
      thawBroker();
      startBroker();
    }
    faults.heal();
    var broken = new ArrayList<String>();
    for (HarnessNode node : nodes) {
      close(node).ifPresent(broken::add);
      broken.addAll(node.received().violations());
    }
    for (BrokerOpening opening : openings) {
      opening.cancel();
      opening.broker().thenCompose(Broker::close);
    }
    return broken;
  }

  /** Closes a node and returns why that failed. The other nodes are closed in any case. */
  private static Optional<String> close(HarnessNode node) {
    try {
      node.done(node.closeAsync());
      return Optional.empty();
    } catch (AssertionError | RuntimeException failure) {
      return Optional.of("close: " + failure.getMessage());
    }
  }
}
