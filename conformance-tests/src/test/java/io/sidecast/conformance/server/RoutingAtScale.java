package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.SocketIoServer;
import io.sidecast.conformance.TestClient;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how many nodes receive an emit while the cluster grows, by the counts of the nodes and of
 * the broker. The counts are exact: no heartbeat occurs, and a fence follows the emits. Confined to
 * the test thread.
 */
abstract class RoutingAtScale {

  private static final int EMITS = 10;

  /** Two rooms of one bucket out of 512, and one room of another bucket. */
  private static final String RED = "red";

  private static final String LIKE_RED = "red 796";
  private static final String BLUE = "blue";

  private LocalCluster cluster;
  private List<SocketIoServer> servers;
  private List<TestClient> clients;
  private int fences;

  /** Returns the broker's URI. */
  abstract String broker();

  /**
   * Makes some emits and a fence, and waits for the fence.
   *
   * @param emits makes the emits and the fence
   * @param nodes the ids of the nodes, each of which receives the fence
   * @param text the common beginning of the emits, which the fence does not have
   * @return the number of copies of the emits that the broker has delivered
   */
  abstract long copies(Runnable emits, List<String> nodes, String text);

  /**
   * The receivers of an emit from the first node.
   *
   * @param name the description of the receivers
   * @param to the operator that emits
   * @param receives whether the node with an index must receive the emit
   */
  private record Target(String name, BroadcastOperator to, IntPredicate receives) {}

  @BeforeEach
  void open() {
    cluster = new LocalCluster(broker());
  }

  @AfterEach
  void close() throws Exception {
    cluster.close();
  }

  /**
   * An emit reaches one node for a socket, the nodes with members for a room, and all nodes for a
   * broadcast, at every size of the cluster.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void emitReachesTheNodesThatItConcerns(int size) {
    start(size);
    int last = size - 1;
    join(last, RED);
    IntStream.range(0, size).filter(node -> node % 2 == 1).forEach(node -> join(node, BLUE));
    silence();
    SocketIoServer io = servers.get(0);
    var toSid = new Target("a sid", io.to(clients.get(last).sid()), node -> node == last);
    assertThat(receivedBy(toSid)).isEqualTo(1);
    var toRoom = new Target("a room on one node", io.to(RED), node -> node == last);
    assertThat(receivedBy(toRoom)).isEqualTo(1);
    var toHalf = new Target("a room on every second", io.to(BLUE), node -> node % 2 == 1);
    assertThat(receivedBy(toHalf)).isEqualTo(size / 2);
    assertThat(receivedBy(new Target("all sockets", io.except(), node -> true))).isEqualTo(size);
  }

  /** Members of another room of the same bucket make their node receive the emits of both rooms. */
  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void roomsOfOneBucketShareTheirNodes(int size) {
    start(size);
    int last = size - 1;
    join(last, RED);
    join(1, LIKE_RED);
    silence();
    String name = "a shared bucket";
    IntPredicate bucket = node -> node == 1 || node == last;
    assertThat(receivedBy(new Target(name, servers.get(0).to(RED), bucket))).isEqualTo(2);
    assertThat(clients.get(last).received("msg")).anyMatch(args -> text(args).startsWith(name));
    assertThat(clients.get(1).received("msg")).noneMatch(args -> text(args).startsWith(name));
    join(1, RED);
    assertThat(servers.get(1).load().roomChannels()).isEqualTo(1);
  }

  /**
   * Starts the servers with a long broker timeout, for sixteen nodes that connect on a busy
   * machine.
   */
  private void start(int size) {
    servers = cluster.started(size, options -> options.brokerTimeout(Duration.ofSeconds(30)));
    clients = cluster.clientOfEach(servers);
  }

  /** Returns how many nodes have received the emits, including the copy of the emitting node. */
  private int receivedBy(Target target) {
    List<Long> before = received();
    String text = target.name() + "+";
    List<String> ids = servers.stream().map(LocalCluster::idOf).toList();
    long copies = copies(() -> emitAndFence(target, text), ids, text);
    List<Long> after = received();
    Set<Integer> receivers = new TreeSet<>();
    for (int node = 0; node < servers.size(); node++) {
      long emits = after.get(node) - before.get(node) - 1;
      assertThat(emits).as("%s, node %d", target, node).isIn(0L, (long) EMITS);
      if (emits > 0) {
        receivers.add(node);
      }
    }
    assertThat(receivers).containsExactlyElementsOf(matching(target.receives()));
    assertThat(copies).as("copies of %s", target).isEqualTo((long) EMITS * receivers.size());
    System.out.printf(
        "%s: %d nodes, an emit to %s: %d received%n",
        getClass().getSimpleName(), servers.size(), target.name(), receivers.size());
    return receivers.size();
  }

  private List<Integer> matching(IntPredicate nodes) {
    return IntStream.range(0, servers.size()).filter(nodes).boxed().toList();
  }

  /** Returns the number of envelopes that each node has received, its own included. */
  private List<Long> received() {
    return servers.stream()
        .map(SocketIoServer::clusterStats)
        .map(stats -> stats.received() + stats.own())
        .toList();
  }

  private void emitAndFence(Target target, String text) {
    for (int i = 0; i < EMITS; i++) {
      get(target.to().emit("msg", text + i));
    }
    fence(servers.subList(0, 1));
  }

  /**
   * Waits until the membership messages have arrived: a joining node is welcomed and answers, and
   * the second fence follows those messages.
   */
  private void silence() {
    fence(servers);
    fence(servers);
  }

  /**
   * Emits a fence from each of these servers and waits until it has arrived everywhere, as have all
   * earlier emits.
   */
  private void fence(List<SocketIoServer> emitting) {
    String fence = "fence " + ++fences;
    emitting.forEach(server -> get(server.emit("msg", fence)));
    Awaitility.await(fence)
        .atMost(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS)
        .until(() -> clients.stream().allMatch(client -> count(client, fence) == emitting.size()));
  }

  private static long count(TestClient client, String text) {
    return client.received("msg").stream().filter(args -> text(args).equals(text)).count();
  }

  private static String text(JsonNode args) {
    return args.path(0).asText();
  }

  private void join(int node, String room) {
    for (Socket socket : servers.get(node).sockets()) {
      get(socket.join(room));
    }
  }
}
