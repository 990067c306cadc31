package io.sidecast.conformance;

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
final class ServerBench implements AutoCloseable {

  /** The node timeout of shared nodes: short enough to wait for. */
  static final Duration NODE_TIMEOUT = Duration.ofSeconds(6);

  /** No heartbeat comes between two readings of counters. */
  static final Duration QUIET = Duration.ofMinutes(10);

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

  ServerBench(BrokerFixture fixture, Faults faults) {
    this.fixture = fixture;
    this.faults = faults;
    this.sharedCluster = cluster(NODE_TIMEOUT);
  }

  /** The three nodes that all cases share, each knowing the others. */
  List<TestNode> nodes() {
    if (shared.isEmpty()) {
      shared.addAll(started(sharedCluster, SHARED));
      awaitNodes(shared, SHARED);
    }
    return shared;
  }

  TestNode node(int index) {
    return nodes().get(index);
  }

  /** One more node of the shared cluster, for this case. */
  TestNode join() {
    TestNode node = started(sharedCluster, 1).get(0);
    ofThisCase.add(node);
    return node;
  }

  /** Nodes of a cluster of their own, for this case, each knowing the others. */
  List<TestNode> cluster(int size, Duration nodeTimeout) {
    List<TestNode> nodes = started(cluster(nodeTimeout), size);
    ofThisCase.addAll(nodes);
    awaitNodes(nodes, size);
    return nodes;
  }

  /** A Java client over both transports. */
  TestClient client(TestNode node) {
    return client(node, "polling", "websocket");
  }

  TestClient client(TestNode node, String... transports) {
    return connected(new JavaTestClient(node.url(), transports));
  }

  JavaScriptTestClient javaScriptClient(TestNode node, String transports) {
    var client = new JavaScriptTestClient(node.url(), transports);
    connected(client);
    return client;
  }

  /** One client of each node. */
  List<TestClient> clientOfEach(List<TestNode> nodes) {
    return nodes.stream().map(this::client).toList();
  }

  /** A text that no other case uses. */
  String unique(String name) {
    return name + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /** Waits until each of these nodes knows so many live nodes. */
  void awaitNodes(List<TestNode> nodes, int count) {
    for (TestNode node : nodes) {
      TestClient asks = client(node);
      Awaitility.await(node + " to know " + count + " nodes")
          .atMost(TestClient.PATIENCE_SECONDS, TimeUnit.SECONDS)
          .until(() -> asks.call("nodes").path(0).size() == count);
    }
  }

  static String idOf(TestClient client) {
    return client.stats().path("node").asText();
  }

  static long count(JsonNode stats, String counter) {
    return stats.path("stats").path(counter).asLong();
  }

  /** Ends nothing, but nothing comes from the broker and nothing gets there. */
  void freezeBroker() {
    fixture.process().ifPresentOrElse(BrokerProcess::pause, faults::blackHole);
  }

  void unfreezeBroker() {
    fixture.process().ifPresentOrElse(BrokerProcess::resume, faults::heal);
  }

  void stopBroker() {
    fixture.process().ifPresent(BrokerProcess::stop);
    faults.refuse();
    faults.cut();
  }

  void startBroker() {
    fixture.process().ifPresent(BrokerProcess::start);
    faults.heal();
  }

  /** How a stranger would reach the broker of the shared nodes. */
  BrokerConfig config() {
    return new BrokerConfig(fixture.uri(), sharedCluster.prefix(), Duration.ofSeconds(5), Map.of());
  }

  BrokerFixture fixture() {
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

  private TestNode.Cluster cluster(Duration nodeTimeout) {
    String broker = faults.entrance(fixture.uri()).toString();
    return new TestNode.Cluster(broker, unique("kit"), nodeTimeout);
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
