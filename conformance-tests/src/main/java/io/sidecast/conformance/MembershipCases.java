package io.sidecast.conformance;

import static io.sidecast.conformance.ServerHarness.NODE_TIMEOUT;
import static io.sidecast.conformance.ServerHarness.idOf;
import static io.sidecast.conformance.TestClient.to;
import static io.sidecast.conformance.TestClient.toRoom;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Cases about nodes that join, leave and fail. Confined to the test thread. */
interface MembershipCases {

  /** A node that joins later sends and receives like the others. */
  @Test
  default void lateNodeIsAFullMember(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    TestNode late = harness.join(harness.node(0));
    TestClient joined = harness.client(late);
    TestClient first = clients.get(0);
    first.run("bcast", "welcome");
    joined.awaits("msg", "welcome");
    first.run("emit_sid", to(joined.sid(), "you"));
    joined.awaits("msg", "you");
    joined.run("join", "late room");
    first.run("to_room", toRoom("late room", "room"));
    joined.awaits("msg", "room");
    assertThat(first.call("ask", to(joined.sid(), "?")).path(0).asText()).isEqualTo("?");
    assertThat(joined.call("ask", to(first.sid(), "!")).path(0).asText()).isEqualTo("!");
    harness.awaitNodes(List.of(late, harness.node(0)), 4);
    late.close();
    harness.awaitNodes(harness.nodes(), 3);
  }

  /**
   * A node that shuts down announces that it leaves: the others do not wait for the node timeout.
   */
  @Test
  default void cleanLeaveIsSeenAtOnce(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(2, ServerHarness.QUIET);
    TestClient stays = harness.client(nodes.get(0));
    nodes.get(1).terminate();
    awaitAlone(stays, TestClient.maxWait());
  }

  /** A node that fails without an announcement is removed when the node timeout has passed. */
  @Test
  default void deadNodeIsNoticedInTime(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(2, NODE_TIMEOUT);
    TestClient stays = harness.client(nodes.get(0));
    nodes.get(1).kill();
    awaitAlone(stays, NODE_TIMEOUT.plusSeconds(6));
    stays.run("bcast", "alone");
    stays.awaits("msg", "alone");
  }

  /**
   * A request to a client whose node fails ends when the failure is detected, and the error names
   * the node.
   */
  @Test
  default void requestToADyingNodeEnds(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(3, NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient dies = clients.get(2);
    String id = idOf(dies);
    var question = java.util.Map.of("sid", dies.sid(), "data", "silence", "timeout", 60_000);
    CompletableFuture<JsonNode> answer = clients.get(0).start("ask", question);
    dies.awaits("ask", "silence");
    long start = System.nanoTime();
    nodes.get(2).kill();
    String error = TestClient.get(answer, "the end of the request").path(0).path("error").asText();
    assertThat(error).contains(id);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NODE_TIMEOUT.plusSeconds(6));
    JsonNode after = clients.get(0).call("ask", to(dies.sid(), "still there?")).path(0);
    assertThat(after.path("error").asText()).isNotEmpty();
    assertThat(clients.get(0).call("ask", to(clients.get(1).sid(), 1)).path(0).asInt())
        .isEqualTo(1);
  }

  /**
   * A message for a client of a failed node goes to all nodes, and so reaches the members of a room
   * of that name.
   */
  @Test
  default void sidOfADeadNodeFallsBackToAll(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(3, NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    String sid = clients.get(2).sid();
    clients.get(1).run("join", sid);
    nodes.get(2).kill();
    harness.awaitNodes(nodes.subList(0, 2), 2);
    clients.get(0).run("emit_sid", to(sid, "to whom it may concern"));
    clients.get(1).awaits("msg", "to whom it may concern");
  }

  /**
   * Nodes are replaced one after another; clients of the other nodes miss no message and receive
   * none twice.
   */
  @Test
  default void rollingRestartLosesNothingForThoseWhoStay(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(3, ServerHarness.QUIET, "--drain", "500");
    TestClient left = harness.client(nodes.get(0));
    TestClient right = harness.client(nodes.get(1));
    Traffic toOne = Traffic.start(i -> left.start("emit_sid", to(right.sid(), i)));
    Traffic toAll = Traffic.start(i -> right.start("bcast", i));
    TestNode leaving = nodes.get(2);
    for (int round = 0; round < 3; round++) {
      TestClient guest = harness.client(leaving);
      guest.run("emit_sid", to(left.sid(), "bye " + round));
      leaving.terminate();
      harness.awaitNodes(nodes.subList(0, 2), 2);
      leaving = harness.join(nodes.get(0));
      harness.awaitNodes(List.of(leaving, nodes.get(0), nodes.get(1)), 3);
      toOne.awaitAnswered(50);
      toAll.awaitAnswered(50);
    }
    assertThat(toOne.stop().failed() + toAll.stop().failed()).isZero();
    right.run("bcast", "fence");
    left.run("emit_sid", to(right.sid(), "fence"));
    left.awaits("msg", "fence");
    right.awaits("msg", "fence");
    assertThat(numbers(left)).containsExactlyElementsOf(upTo(toAll.answered()));
    assertThat(left.received("msg"))
        .contains(Values.of("bye 0"), Values.of("bye 1"), Values.of("bye 2"));
    assertThat(numbers(right)).hasSize(toOne.answered() + toAll.answered());
    assertThat(numbers(right).stream().distinct().sorted())
        .containsExactlyElementsOf(upTo(Math.max(toOne.answered(), toAll.answered())));
  }

  /**
   * Two processes with one node id, as after a snapshot was started twice, both detect it: their
   * emits and requests to other nodes fail, and they serve their clients. When one of the two is
   * stopped, the other is well again.
   */
  @Test
  default void clonedNodeIsNoticed(ServerHarness harness) {
    List<TestNode> nodes = harness.clusterWithClones(NODE_TIMEOUT.dividedBy(2));
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient other = clients.get(0);
    List<TestClient> clones = clients.subList(1, 3);
    String id = idOf(clones.get(0));
    assertThat(idOf(clones.get(1))).as("the id of the second process").isEqualTo(id);
    for (TestClient clone : clones) {
      clone.awaitsState("CLONED");
      assertThat(error(clone, "emit_sid", to(other.sid(), "lost"))).contains(id);
      assertThat(error(clone, "count", other.sid())).contains(id);
      assertThat(clone.call("echo", "here")).isEqualTo(Values.of("here"));
    }
    other.run("bcast", "from outside");
    clones.forEach(clone -> clone.awaits("msg", "from outside"));
    assertThat(other.state()).isEqualTo("UP");
    nodes.get(2).terminate();
    clones.get(0).awaitsState("UP");
    ServerHarness.awaitDeliveries(clients.subList(0, 2), TestClient.maxWait());
    assertThat(other.received("msg")).doesNotContain(Values.of("lost"));
  }

  private static String error(TestClient client, String event, Object argument) {
    return client.call(event, argument).path(0).path("error").asText();
  }

  private static List<Integer> numbers(TestClient client) {
    return client.received("msg").stream()
        .map(args -> args.path(0))
        .filter(JsonNode::isInt)
        .map(JsonNode::asInt)
        .toList();
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static void awaitAlone(TestClient client, Duration deadline) {
    Awaitility.await("the other node to be removed")
        .atMost(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .until(() -> client.call("nodes").path(0).size(), nodes -> nodes == 1);
  }
}
