package io.sidecast.conformance;

import static io.sidecast.conformance.TestClient.to;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.broker.BrokerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * The test thread only. The nodes and clients of the cases. The shared nodes live as long as the
 * suite; what a case starts ends with it.
 */
public final class ServerHarness implements AutoCloseable {

  /** The node timeout of shared nodes: short enough to wait for. */
  public static final Duration NODE_TIMEOUT = Duration.ofSeconds(6);

  /** No heartbeat comes between two readings of counters. */
  public static final Duration QUIET = Duration.ofMinutes(10);

  private static final int SHARED = 3;

  private final SplittableRandom random = new SplittableRandom();
  private final BrokerFixture fixture;
  private final Faults faults;
  private final TestNode.Cluster sharedCluster;
  private final List<TestNode> shared = new ArrayList<>();
  private final List<TestNode> ofThisCase = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();
  private String tails = "";
  private int names;

  ServerHarness(BrokerFixture fixture, Faults faults) {
    this.fixture = fixture;
    this.faults = faults;
    this.sharedCluster = newCluster(NODE_TIMEOUT);
  }

  /**
   * The three nodes that all cases share, each knowing the others.
   *
   * @return the nodes, started if this is the first call
   */
  public List<TestNode> nodes() {
    if (shared.isEmpty()) {
      shared.addAll(started(sharedCluster, SHARED));
      awaitNodes(shared, SHARED, TestClient.START);
    }
    return shared;
  }

  /**
   * One of the nodes that all cases share.
   *
   * @param index 0 to 2
   * @return the node
   */
  public TestNode node(int index) {
    return nodes().get(index);
  }

  /**
   * Starts one more node of the cluster of another, for this case.
   *
   * @param member the other
   * @return the new node
   */
  public TestNode join(TestNode member) {
    return startedForThisCase(member.cluster(), 1).get(0);
  }

  /**
   * Starts nodes of a cluster of their own, for this case.
   *
   * @param size how many
   * @param nodeTimeout after how much silence a node counts as dead
   * @param options further options of the reference node
   * @return the nodes, each knowing the others
   */
  public List<TestNode> cluster(int size, Duration nodeTimeout, String... options) {
    List<TestNode> nodes = startedForThisCase(newCluster(nodeTimeout, options), size);
    awaitNodes(nodes, size, TestClient.START);
    return nodes;
  }

  /**
   * As {@link #cluster}, but faults of the network concern the last node alone.
   *
   * @param size how many
   * @param nodeTimeout after how much silence a node counts as dead
   * @return the nodes, each knowing the others
   */
  public List<TestNode> weakLinkedCluster(int size, Duration nodeTimeout) {
    TestNode.Cluster weak = newCluster(nodeTimeout);
    TestNode.Cluster strong = weak.reachedBy(fixture.uri().toString());
    List<TestNode> nodes = new ArrayList<>(startedForThisCase(strong, size - 1));
    nodes.addAll(startedForThisCase(weak, 1));
    awaitNodes(nodes, size, TestClient.START);
    return nodes;
  }

  /**
   * Connects a Java client over both transports.
   *
   * @param node to which node
   * @return the client, connected
   */
  public TestClient client(TestNode node) {
    return client(node, "polling", "websocket");
  }

  /**
   * Connects a Java client.
   *
   * @param node to which node
   * @param transports {@code polling}, {@code websocket}, or both
   * @return the client, connected
   */
  public TestClient client(TestNode node, String... transports) {
    return connected(new JavaTestClient(node.url(), transports));
  }

  /** Connects a client that can send half a surrogate pair. */
  TestClient plainClient(TestNode node) {
    return connected(new PlainTestClient(node.url()));
  }

  JavaScriptTestClient javaScriptClient(TestNode node, String transports) {
    var client = new JavaScriptTestClient(node.url(), transports);
    connected(client);
    return client;
  }

  /**
   * Connects one Java client to each node.
   *
   * @param nodes the nodes
   * @return the clients, in the order of the nodes
   */
  public List<TestClient> clientOfEach(List<TestNode> nodes) {
    return nodes.stream().map(this::client).toList();
  }

  /**
   * A text that no other case uses.
   *
   * @param name its beginning
   * @return the text
   */
  public String unique(String name) {
    return name + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /**
   * Waits until each of these nodes knows so many live nodes.
   *
   * @param nodes who is asked
   * @param count how many
   */
  public void awaitNodes(List<TestNode> nodes, int count) {
    awaitNodes(nodes, count, TestClient.patience());
  }

  private void awaitNodes(List<TestNode> nodes, int count, Duration atMost) {
    for (TestNode node : nodes) {
      TestClient asks = client(node);
      Awaitility.await(node + " to know " + count + " nodes")
          .atMost(atMost)
          .until(() -> asks.call("nodes").path(0).size() == count);
    }
  }

  /**
   * Emits from each client to each, again and again, until all have reached all.
   *
   * @param clients the clients
   * @param deadline the most that each pair may take
   */
  public static void awaitDeliveries(List<TestClient> clients, Duration deadline) {
    for (TestClient from : clients) {
      for (TestClient to : clients) {
        String text = "from " + from.sid();
        Awaitility.await(text + " to " + to.sid())
            .atMost(deadline)
            .pollInterval(50, TimeUnit.MILLISECONDS)
            .until(
                () -> {
                  from.call("emit_sid", to(to.sid(), text));
                  return to.received("msg").contains(Values.of(text));
                });
      }
    }
  }

  /**
   * The id of the node that a client is connected to.
   *
   * @param client the client
   * @return the node's id
   */
  public static String idOf(TestClient client) {
    return client.stats().path("node").asText();
  }

  /**
   * One of the counters of {@code ClusterStats}.
   *
   * @param stats what {@link TestClient#stats} returned
   * @param counter its name
   * @return the count
   */
  public static long count(JsonNode stats, String counter) {
    return stats.path("stats").path(counter).asLong();
  }

  /** Ends nothing, but nothing comes from the broker and nothing gets there. */
  public void freezeBroker() {
    fixture.process().ifPresentOrElse(BrokerProcess::pause, faults::blackHole);
  }

  /** Ends a freeze. */
  public void unfreezeBroker() {
    fixture.process().ifPresentOrElse(BrokerProcess::resume, faults::heal);
  }

  /** Ends the broker in the midst of whatever it does. */
  public void killBroker() {
    fixture.process().ifPresent(BrokerProcess::kill);
    stopBroker();
  }

  /** Makes the broker go away, in an orderly way if it has a process. */
  public void stopBroker() {
    fixture.process().ifPresent(BrokerProcess::stop);
    faults.refuse();
    faults.cut();
  }

  /** Brings the broker back; it answers when this returns. */
  public void startBroker() {
    fixture.process().ifPresent(BrokerProcess::start);
    faults.heal();
  }

  /**
   * How another node would reach the broker of the shared nodes.
   *
   * @return a configuration with their prefix
   */
  public BrokerConfig config() {
    return new BrokerConfig(fixture.uri(), sharedCluster.prefix(), Duration.ofSeconds(5), Map.of());
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
   * The broker under test.
   *
   * @return the fixture of the suite
   */
  public BrokerFixture fixture() {
    return fixture;
  }

  /** What the servers wrote last, as of the end of the last case. */
  String tails() {
    return tails;
  }

  void endOfCase() {
    tails =
        IntStream.range(0, shared.size() + ofThisCase.size())
            .mapToObj(i -> i < shared.size() ? shared.get(i) : ofThisCase.get(i - shared.size()))
            .map(TestNode::tail)
            .collect(Collectors.joining("\n"));
    unfreezeBroker();
    startBroker();
    clients.forEach(TestClient::close);
    clients.clear();
    ofThisCase.forEach(TestNode::close);
    ofThisCase.clear();
    if (shared.stream().anyMatch(node -> !node.isRunning())) {
      throw new AssertionError("a shared node has ended:\n" + tails);
    }
  }

  @Override
  public void close() {
    endOfCase();
    shared.forEach(TestNode::close);
    faults.close();
  }

  private TestClient connected(TestClient client) {
    clients.add(client);
    client.sid();
    return client;
  }

  private TestNode.Cluster newCluster(Duration nodeTimeout, String... options) {
    String broker = faults.entrance(fixture.uri()).toString();
    return new TestNode.Cluster(broker, unique("kit"), nodeTimeout, options);
  }

  private List<TestNode> startedForThisCase(TestNode.Cluster cluster, int count) {
    List<TestNode> nodes = started(cluster, count);
    ofThisCase.addAll(nodes);
    return nodes;
  }

  /** Started at the same time; ready when this returns. */
  private List<TestNode> started(TestNode.Cluster cluster, int count) {
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new TestNode(fixture.name() + "-" + ++names, cluster));
    }
    nodes.forEach(TestNode::url);
    return nodes;
  }
}
