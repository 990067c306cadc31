package io.sidecast.conformance;

import static io.sidecast.conformance.TestClient.to;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.BrokerFeatures;
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
 * The nodes and clients of the cases. The shared nodes live as long as the suite; everything that a
 * case starts ends with the case. Confined to the test thread.
 */
public final class ServerHarness implements AutoCloseable {

  /** The node timeout of the shared nodes, short enough to wait for. */
  public static final Duration NODE_TIMEOUT = Duration.ofSeconds(6);

  /** A node timeout so long that no heartbeat occurs between two readings of counters. */
  public static final Duration QUIET = Duration.ofMinutes(10);

  private static final int SHARED = 3;

  private final SplittableRandom random = new SplittableRandom();
  private final BrokerFixture fixture;
  private final Faults faults;
  private final BrokerFeatures features;
  private final TestNode.Cluster sharedCluster;
  private final List<TestNode> shared = new ArrayList<>();
  private final List<TestNode> caseNodes = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();
  private String tails = "";
  private int names;

  ServerHarness(BrokerFixture fixture, Faults faults, BrokerFeatures features) {
    this.fixture = fixture;
    this.faults = faults;
    this.features = features;
    this.sharedCluster = newCluster(NODE_TIMEOUT);
  }

  /**
   * Returns the three nodes that all cases share. Each has all others as members.
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
   * Returns one of the nodes that all cases share.
   *
   * @param index 0 to 2
   * @return the node
   */
  public TestNode node(int index) {
    return nodes().get(index);
  }

  /**
   * Starts a further node in the cluster of another node, for this case.
   *
   * @param member the other node
   * @return the new node
   */
  public TestNode join(TestNode member) {
    return startedForThisCase(member.cluster(), 1).get(0);
  }

  /**
   * Starts the nodes of a separate cluster, for this case.
   *
   * @param size the number of nodes
   * @param nodeTimeout the time without a message after which a node is removed
   * @param options further options of the reference node
   * @return the nodes, after each has all others as members
   */
  public List<TestNode> cluster(int size, Duration nodeTimeout, String... options) {
    List<TestNode> nodes = startedForThisCase(newCluster(nodeTimeout, options), size);
    awaitNodes(nodes, size, TestClient.START);
    return nodes;
  }

  /**
   * Starts the nodes of a separate cluster in which faults of the network affect the last node
   * alone.
   *
   * @param size the number of nodes
   * @param nodeTimeout the time without a message after which a node is removed
   * @return the nodes, after each has all others as members
   */
  public List<TestNode> clusterWithFaultyNode(int size, Duration nodeTimeout) {
    TestNode.Cluster weak = newCluster(nodeTimeout);
    TestNode.Cluster strong = weak.reachedBy(fixture.uri().toString());
    List<TestNode> nodes = new ArrayList<>(startedForThisCase(strong, size - 1));
    nodes.addAll(startedForThisCase(weak, 1));
    awaitNodes(nodes, size, TestClient.START);
    return nodes;
  }

  /**
   * Starts the nodes of a separate cluster in which the last two processes have one id, like a
   * process and its clone.
   *
   * @param nodeTimeout the time without a message after which a node is removed
   * @return a node and the two clones; the membership is not complete yet
   */
  public List<TestNode> clusterWithClones(Duration nodeTimeout) {
    TestNode.Cluster cluster = newCluster(nodeTimeout);
    List<TestNode> nodes = new ArrayList<>(startedForThisCase(cluster, 1));
    nodes.addAll(startedForThisCase(cluster.ofClones(), 2));
    return nodes;
  }

  /**
   * Starts the nodes of a separate cluster in which the last node has no envelope keys, and the
   * others have.
   *
   * @param nodeTimeout the time without a message after which a node is removed
   * @return two nodes with keys and one without; the membership is not complete yet
   */
  public List<TestNode> clusterWithoutKeyOfTheLast(Duration nodeTimeout) {
    TestNode.Cluster cluster = newCluster(nodeTimeout);
    List<TestNode> nodes = new ArrayList<>(startedForThisCase(cluster.withKeys(), 2));
    nodes.addAll(startedForThisCase(cluster, 1));
    return nodes;
  }

  /**
   * Connects a Java client over both transports.
   *
   * @param node the node to connect to
   * @return the client, connected
   */
  public TestClient client(TestNode node) {
    return client(node, "polling", "websocket");
  }

  /**
   * Connects a Java client.
   *
   * @param node the node to connect to
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
   * Returns a text that no other case uses.
   *
   * @param name the beginning of the text
   * @return the text
   */
  public String unique(String name) {
    return name + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /**
   * Waits until each of these nodes has a number of live members.
   *
   * @param nodes the nodes
   * @param count the number of members, itself included
   */
  public void awaitNodes(List<TestNode> nodes, int count) {
    awaitNodes(nodes, count, TestClient.maxWait());
  }

  private void awaitNodes(List<TestNode> nodes, int count, Duration atMost) {
    for (TestNode node : nodes) {
      TestClient asks = client(node);
      Awaitility.await(node + " to have " + count + " nodes")
          .atMost(atMost)
          .until(() -> asks.call("nodes").path(0).size(), size -> size == count);
    }
  }

  /**
   * Emits repeatedly from each client to each until every emit has arrived.
   *
   * @param clients the clients
   * @param deadline the longest time for each pair
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
   * Returns the id of the node that a client is connected to.
   *
   * @param client the client
   * @return the node's id
   */
  public static String idOf(TestClient client) {
    return client.stats().path("node").asText();
  }

  /**
   * Returns one of the counters of {@code ClusterStats}.
   *
   * @param stats the result of {@link TestClient#stats}
   * @param counter the name of the counter
   * @return the count
   */
  public static long count(JsonNode stats, String counter) {
    return stats.path("stats").path(counter).asLong();
  }

  /** Freezes the broker: connections stay open, and no byte passes in either direction. */
  public void freezeBroker() {
    fixture.process().ifPresentOrElse(BrokerProcess::pause, faults::blackHole);
  }

  /** Ends a freeze. */
  public void unfreezeBroker() {
    fixture.process().ifPresentOrElse(BrokerProcess::resume, faults::heal);
  }

  /** Kills the broker without a shutdown. */
  public void killBroker() {
    fixture.process().ifPresent(BrokerProcess::kill);
    stopBroker();
  }

  /** Stops the broker, with an orderly shutdown if it has a process. */
  public void stopBroker() {
    fixture.process().ifPresent(BrokerProcess::stop);
    faults.refuse();
    faults.cut();
  }

  /** Starts the broker again and returns when it answers. */
  public void startBroker() {
    fixture.process().ifPresent(BrokerProcess::start);
    faults.heal();
  }

  /**
   * Returns the configuration with which another node reaches the broker of the shared nodes.
   *
   * @return a configuration with their prefix
   */
  public BrokerConfig config() {
    return new BrokerConfig(fixture.uri(), sharedCluster.prefix(), Duration.ofSeconds(5), Map.of());
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
   * Returns the broker under test.
   *
   * @return the fixture of the suite
   */
  public BrokerFixture fixture() {
    return fixture;
  }

  /**
   * Returns whether the broker under test declares a feature. For a case of which one part needs
   * the feature; {@link Requires} skips a whole case.
   */
  boolean declares(BrokerFeature feature) {
    return features.has(feature);
  }

  /** Returns the last output of the servers, up to the end of the last case. */
  String tails() {
    return tails;
  }

  void endOfCase() {
    tails =
        IntStream.range(0, shared.size() + caseNodes.size())
            .mapToObj(i -> i < shared.size() ? shared.get(i) : caseNodes.get(i - shared.size()))
            .map(TestNode::tail)
            .collect(Collectors.joining("\n"));
    unfreezeBroker();
    startBroker();
    clients.forEach(TestClient::close);
    clients.clear();
    caseNodes.forEach(TestNode::close);
    caseNodes.clear();
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
    caseNodes.addAll(nodes);
    return nodes;
  }

  /**
   * Starts nodes one after another and returns when all are ready. The start of a JVM is work for
   * the processor, and on a small machine several at once would exceed the timeout of the broker.
   */
  private List<TestNode> started(TestNode.Cluster cluster, int count) {
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var node = new TestNode(fixture.name() + "-" + ++names, cluster);
      nodes.add(node);
      node.url();
    }
    return nodes;
  }
}
