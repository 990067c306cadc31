package io.sidecast.conformance;

import static io.sidecast.conformance.ServerHarness.count;
import static io.sidecast.conformance.TestClient.to;
import static io.sidecast.conformance.TestClient.toRoom;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Cases for unusual input and high load. Confined to the test thread. */
interface RobustnessCases {

  /** The timeout in milliseconds of requests whose response must arrive much earlier. */
  int LONG = 600_000;

  /** The number of emits that a node begins without waiting. It exceeds the limit of a node. */
  int FLOOD = 40_000;

  /**
   * Names with half a surrogate pair work like other names. JavaScript may split a string within a
   * pair.
   */
  @Test
  default void halfASurrogatePairInNames(ServerHarness harness) {
    List<TestClient> clients = harness.nodes().stream().map(harness::plainClient).toList();
    TestClient emits = clients.get(0);
    TestClient member = clients.get(1);
    String room = harness.unique("cut \ud83d") + "\ud83d";
    String other = harness.unique("cut \ud83d") + "\ude00";
    member.run("join", room);
    emits.run("to_room", toRoom(room, "to the room"));
    emits.run("to_room", toRoom(other, "to another room"));
    emits.run("remote_join", Map.of("sid", clients.get(2).sid(), "room", other));
    emits.run(
        "to_rooms",
        Map.of("rooms", List.of(room, other), "except", List.of(room), "data", "except"));
    emits.run("to_room", toRoom(room, "fence"));
    member.awaits("msg", "to the room");
    member.awaits("msg", "fence");
    clients.get(2).awaits("msg", "except");
    assertThat(member.received("msg")).hasSize(2);
    JsonNode found = emits.call("fetch", room, LONG);
    assertThat(found.path(0).path(0).path("id").textValue()).isEqualTo(member.sid());
    assertThat(found.path(0).path(0).path("rooms")).contains(Values.of(room).get(0));
    assertThat(emits.call("rooms", NullNode.instance, LONG).path(0))
        .contains(Values.of(room).get(0));
    emits.run("remote_leave", Map.of("sid", clients.get(2).sid(), "room", other));
    assertThat(emits.call("count", other, LONG).path(0).asInt()).isZero();
  }

  /** Nodes with envelope keys ignore a node without: it has no control over their clients. */
  @Test
  default void nodeWithoutKeysHasNoControl(ServerHarness harness) {
    List<TestNode> nodes = harness.clusterWithoutKeyOfTheLast(ServerHarness.NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient one = clients.get(0);
    TestClient two = clients.get(1);
    TestClient stranger = clients.get(2);
    long refused = count(one.stats(), "refused");
    stranger.run("bcast", "forged");
    stranger.run("emit_sid", to(one.sid(), "forged"));
    var unanswered = stranger.start("remote_disconnect", Map.of("sid", one.sid()));
    Awaitility.await("the forged messages to be refused")
        .atMost(TestClient.maxWait())
        .until(() -> count(one.stats(), "refused") >= refused + 3);
    assertThat(one.call("ask", to(two.sid(), "?")).path(0).asText()).isEqualTo("?");
    one.run("bcast", "fence");
    one.awaits("msg", "fence");
    two.awaits("msg", "fence");
    assertThat(one.received("msg")).hasSize(1);
    assertThat(two.received("msg")).hasSize(1);
    assertThat(one.call("nodes").path(0)).hasSize(2);
    unanswered.cancel(false);
  }

  /** If the broker rejects a response as too large, the requester is notified at once. */
  @Test
  default void tooLargeResponseIsReportedAtOnce(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(2, ServerHarness.QUIET);
    TestClient asks = harness.client(nodes.get(0));
    TestClient large = harness.client(nodes.get(1), "websocket");
    String room = harness.unique("large");
    large.run("join", room);
    Map<String, Object> request =
        Map.of("room", room, "data", JavaTestClient.LARGE, "timeout", 60_000);
    JsonNode response = asks.call("ask_room", request).path(0);
    boolean isTooLarge = response.path("answers").isEmpty();
    assertThat(response.path("missing_nodes"))
        .isEqualTo(isTooLarge ? Values.of(ServerHarness.idOf(large)) : Values.of());
    assertThat(asks.call("count", NullNode.instance, LONG))
        .as("a count without missing nodes")
        .hasSize(1);
    asks.run("bcast", "fence");
    large.awaits("msg", "fence");
  }

  /**
   * A node that emits faster than its broker confirms remains a member of the cluster. Emits that
   * it accepts arrive once and in order. Emits that it rejects fail and are counted.
   */
  @Test
  default void floodOfEmitsKeepsTheNodeAlive(ServerHarness harness) {
    Duration nodeTimeout = Duration.ofSeconds(10);
    List<TestNode> nodes = harness.cluster(3, nodeTimeout);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient emits = harness.client(nodes.get(0), "websocket");
    TestClient gets = harness.client(nodes.get(1), "websocket");
    String nobody = ServerHarness.idOf(gets) + "A".repeat(14);
    long failedBefore = count(emits.stats(), "failed");
    List<Traffic> floods = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      TestClient floodsToo = harness.client(nodes.get(0), "websocket");
      floods.add(
          Traffic.start(round -> floodsToo.start("kick", Map.of("sid", nobody, "count", FLOOD))));
    }
    List<CompletableFuture<JsonNode>> emitted = new ArrayList<>();
    long end = System.nanoTime() + nodeTimeout.plusSeconds(5).toNanos();
    while (System.nanoTime() < end) {
      for (int i = 0; i < 5; i++) {
        emitted.add(emits.start("emit_sid", to(gets.sid(), emitted.size())));
      }
      for (TestClient client : clients) {
        assertThat(client.call("nodes").path(0)).as("live nodes").hasSize(3);
      }
      assertThat(emits.state()).isEqualTo("UP");
    }
    int rounds = floods.stream().mapToInt(flood -> flood.stop().answered()).sum();
    List<Integer> accepted =
        IntStream.range(0, emitted.size())
            .filter(i -> isAccepted(TestClient.get(emitted.get(i), "emit " + i)))
            .boxed()
            .toList();
    gets.awaitsCount("msg", accepted.size());
    long start = System.nanoTime();
    assertThat(emits.call("ask", to(gets.sid(), "there?"))).contains(Values.of("there?").get(0));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NodeOutageCases.PROMPT);
    assertThat(gets.received("msg").stream().map(args -> args.path(0).asInt()))
        .containsExactlyElementsOf(accepted);
    long failed = count(emits.stats(), "failed") - failedBefore;
    System.out.printf(
        "%d of %d emits accepted in %d rounds of a flood, %d failed%n",
        accepted.size(), emitted.size(), rounds, failed);
    assertThat(failed).isGreaterThanOrEqualTo(emitted.size() - accepted.size());
  }

  private static boolean isAccepted(JsonNode answer) {
    return !answer.path(0).has("error");
  }
}
