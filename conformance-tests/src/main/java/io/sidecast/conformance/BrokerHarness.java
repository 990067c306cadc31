package io.sidecast.conformance;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;

/** The test thread only. What one case has to work with: nodes, faults, and a prefix of its own. */
public final class BrokerHarness {

  private final BrokerFixture fixture;
  private final Faults faults;
  private final Duration timeout;
  private final Duration patience;
  private final SplittableRandom random;
  private final String prefix;
  private final List<HarnessNode> nodes = new ArrayList<>();
  private boolean outage;
  private int fences;

  /** How long things may take: the broker's timeout, and the kit's own for what must come. */
  record Pace(Duration timeout, Duration patience) {}

  BrokerHarness(BrokerFixture fixture, Faults faults, Pace pace, long seed) {
    this.fixture = fixture;
    this.faults = faults;
    this.timeout = pace.timeout;
    this.patience = pace.patience;
    this.random = new SplittableRandom(seed);
    this.prefix = "t" + Long.toString(random.nextLong() >>> 1, 36);
  }

  /**
   * How long to wait for a fact that must come.
   *
   * @return generous, for a loaded machine
   */
  public Duration patience() {
    return patience;
  }

  /**
   * The broker timeout of nodes, unless a case says otherwise.
   *
   * @return the timeout
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * What "at once" may take on a loaded machine.
   *
   * @return a third of the broker timeout
   */
  public Duration atOnce() {
    return timeout.dividedBy(3);
  }

  /**
   * What may pass until a deadline of the broker is noticed.
   *
   * @return the broker timeout, with what a loaded machine adds
   */
  public Duration inTime() {
    return timeout.multipliedBy(5).dividedBy(3);
  }

  /**
   * What may pass until a broker that answers nothing is told as DOWN.
   *
   * @return three times the broker timeout
   */
  public Duration noticed() {
    return timeout.multipliedBy(3);
  }

  /**
   * Chance, repeatable by the seed that is printed with the case.
   *
   * @return the generator of this case
   */
  public SplittableRandom random() {
    return random;
  }

  /**
   * The network in front of the broker.
   *
   * @return its faults
   */
  public Faults faults() {
    return faults;
  }

  /**
   * A setting that the broker knows.
   *
   * @return the key
   */
  public String knownSetting() {
    return fixture.knownSetting();
  }

  /**
   * The broker's own address.
   *
   * @return the URI
   */
  public URI direct() {
    return fixture.uri();
  }

  /**
   * The broker's address through the faulty network.
   *
   * @return the URI
   */
  public URI faulty() {
    return faults.entrance(fixture.uri());
  }

  /**
   * An address like the broker's at which nobody listens.
   *
   * @return the URI
   */
  public URI nowhere() {
    return Ports.replaced(fixture.uri(), Ports.free());
  }

  /**
   * A configuration with this case's prefix.
   *
   * @param uri where to connect to
   * @param timeout the broker timeout
   * @return the configuration
   */
  public BrokerConfig config(URI uri, Duration timeout) {
    return new BrokerConfig(uri, prefix, timeout, Map.of());
  }

  /**
   * Opens a node through the faulty network.
   *
   * @return a connected node
   */
  public HarnessNode open() {
    return open(config(faulty(), timeout));
  }

  /**
   * Opens a node that no network fault concerns.
   *
   * @return a connected node
   */
  public HarnessNode openDirect() {
    return open(config(direct(), timeout));
  }

  /**
   * Opens a node.
   *
   * @param config its configuration
   * @return a connected node
   */
  public HarnessNode open(BrokerConfig config) {
    var listener = new RecordingListener();
    Broker broker = HarnessNode.done(tryOpen(config, listener), patience);
    var node = new HarnessNode(broker, listener, patience);
    nodes.add(node);
    return node;
  }

  /**
   * Opens a broker without waiting.
   *
   * @param config its configuration
   * @param listener its listener
   * @return the provider's stage
   */
  public CompletionStage<Broker> tryOpen(BrokerConfig config, BrokerListener listener) {
    return fixture.provider().open(config, listener);
  }

  /**
   * A channel.
   *
   * @param kind its kind
   * @param name its name
   * @return the channel
   */
  public static Channel channel(Channel.Kind kind, String name) {
    return new Channel(kind, name);
  }

  /**
   * A room channel.
   *
   * @param name its name
   * @return the channel
   */
  public static Channel room(String name) {
    return new Channel(Channel.Kind.ROOM, name);
  }

  /**
   * Publishes a text that occurs once and waits until a node has it: what was published there
   * before by the same node has arrived by then, or never will.
   *
   * @param from publishes
   * @param to listens
   * @param channel where
   * @return the text
   */
  public String fence(HarnessNode from, HarnessNode to, Channel channel) {
    String fence = "fence-" + ++fences;
    from.publish(channel, fence);
    to.awaitFence(channel, fence);
    return fence;
  }

  /**
   * Publishes again and again until one text arrives, for a connection that may be down now.
   *
   * @param from publishes
   * @param to listens
   * @param channel where
   */
  public void awaitDelivery(HarnessNode from, HarnessNode to, Channel channel) {
    Awaitility.await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              int before = to.texts(channel).size();
              from.publishSoon(channel, "again-" + ++fences);
              return before > 0 && to.texts(channel).get(before - 1).startsWith("again-");
            });
  }

  /**
   * Makes the broker forget what it has kept of a channel.
   *
   * @param channel the channel
   */
  public void trim(Channel channel) {
    fixture.trim(config(direct(), timeout), channel);
  }

  /** Makes the broker go away for every node that came through the network, or for all. */
  public void stopBroker() {
    outage = true;
    faults.refuse();
    faults.cut();
    fixture.process().ifPresent(BrokerProcess::stop);
  }

  /** Brings the broker back. */
  public void startBroker() {
    fixture.process().ifPresent(BrokerProcess::start);
    faults.heal();
    outage = false;
  }

  /** Freezes the broker: connections stay, nothing answers. */
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

  /** Ends all faults, closes all nodes, and returns the rules that were broken. */
  List<String> close() {
    if (outage) {
      thawBroker();
      startBroker();
    }
    faults.heal();
    var broken = new ArrayList<String>();
    for (HarnessNode node : nodes) {
      node.done(node.closeSoon());
      broken.addAll(node.heard().violations());
    }
    return broken;
  }
}
