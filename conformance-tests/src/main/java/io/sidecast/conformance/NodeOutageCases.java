package io.sidecast.conformance;

import static io.sidecast.conformance.ServerHarness.NODE_TIMEOUT;
import static io.sidecast.conformance.ServerHarness.count;
import static io.sidecast.conformance.ServerHarness.idOf;
import static io.sidecast.conformance.TestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.broker.BrokerFeature;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Cases about one node that fails: it detects and reports the failure, and the other nodes
 * continue. Confined to the test thread.
 */
interface NodeOutageCases {

  /**
   * The longest duration of a request between healthy nodes; a request to a failed node takes many
   * seconds.
   */
  Duration PROMPT = Duration.ofSeconds(2);

  /**
   * The time by which a request is older than its timeout when it arrives. A node may underestimate
   * the age of a message by the duration of its fastest delivery.
   */
  Duration AGE_MARGIN = Duration.ofSeconds(2);

  /**
   * A node that is cut off from the broker fails its emits, serves its clients, and counts all
   * messages that it missed.
   */
  @Test
  default void cutNodeCountsWhatItMissed(ServerHarness harness) {
    List<TestClient> clients =
        harness.clientOfEach(harness.clusterWithFaultyNode(3, ServerHarness.QUIET));
    TestClient cut = clients.get(2);
    List<TestClient> others = clients.subList(0, 2);
    broadcast(others, cut, "before");
    long lost = count(cut.stats(), "lost");
    harness.faults().refuse();
    harness.faults().cut();
    cut.awaitsState("DOWN");
    IntStream.range(0, 50).forEach(i -> others.forEach(other -> other.run("bcast", "msg " + i)));
    assertThat(cut.call("emit_sid", to(others.get(0).sid(), "lost")).path(0).has("error")).isTrue();
    assertThat(cut.call("echo", "here")).isEqualTo(Values.of("here"));
    harness.faults().heal();
    cut.awaitsState("UP");
    broadcast(others, cut, "after");
    others.forEach(other -> other.awaits("msg", "after 1"));
    assertThat(others).allSatisfy(other -> assertThat(other.received("msg")).hasSize(104));
    int missed = 104 - cut.received("msg").size();
    assertThat(count(cut.stats(), "lost") - lost).as("counted as lost").isEqualTo(missed);
    Awaitility.await("each lost message to be reported with its origin")
        .atMost(TestClient.maxWait())
        .until(() -> lostOf(cut, others) == count(cut.stats(), "lost"));
  }

  /**
   * A connection that is open and dead is detected; meanwhile no other node waits for the node
   * behind it.
   */
  @Test
  default void deadConnectionIsDetected(ServerHarness harness) {
    List<TestNode> nodes = harness.clusterWithFaultyNode(3, NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient behind = clients.get(2);
    Traffic asks = asks(clients.get(0), clients.get(1));
    Traffic local = Traffic.start(i -> behind.start("echo", i));
    harness.faults().blackHole();
    long start = System.nanoTime();
    Awaitility.await("the dead connection to be detected")
        .atMost(NODE_TIMEOUT.multipliedBy(3))
        .until(behind::state, state -> !state.equals("UP"));
    System.out.printf(
        "dead connection: %s after %.1f s%n", behind.state(), (System.nanoTime() - start) / 1e9);
    harness.awaitNodes(nodes.subList(0, 2), 2);
    harness.faults().heal();
    harness.awaitNodes(nodes, 3);
    ServerHarness.awaitDeliveries(clients, NODE_TIMEOUT);
    assertPrompt(asks);
    assertPrompt(local);
  }

  /**
   * A request that arrives after its timeout has no effect, because its requester has already
   * reported a failure. A broker that stores messages delivers such a request after an outage.
   */
  @Test
  default void staleRequestIsNotCarriedOut(ServerHarness harness) {
    List<TestNode> nodes = harness.clusterWithFaultyNode(2, ServerHarness.QUIET);
    TestClient asks = harness.client(nodes.get(0));
    TestClient target = harness.client(nodes.get(1));
    TestClient observer = harness.client(nodes.get(1));
    broadcast(List.of(asks), target, "before");
    long stale = count(observer.stats(), "stale");
    harness.faults().refuse();
    harness.faults().cut();
    observer.awaitsState("DOWN");
    JsonNode failed = asks.call("remote_disconnect", Map.of("sid", target.sid())).path(0);
    assertThat(failed.path("error").asText()).contains(idOf(observer));
    awaitTimeout(asks, AGE_MARGIN);
    harness.faults().heal();
    observer.awaitsState("UP");
    asks.run("emit_sid", to(target.sid(), "fence"));
    assertThat(asks.call("count", target.sid())).isEqualTo(Values.of(1));
    target.awaits("msg", "fence");
    if (harness.declares(BrokerFeature.REDELIVERS)) {
      assertThat(count(observer.stats(), "stale")).as("dropped as stale").isGreaterThan(stale);
    }
  }

  /** A node whose process is paused does not slow the others, and continues afterwards. */
  @Test
  default void frozenNodeDoesNotSlowOthers(ServerHarness harness) {
    List<TestNode> nodes = harness.cluster(3, NODE_TIMEOUT);
    List<TestClient> clients = harness.clientOfEach(nodes);
    TestClient frozen = clients.get(2);
    broadcast(clients.subList(0, 1), frozen, "before");
    long lost = count(frozen.stats(), "lost");
    Traffic asks = asks(clients.get(0), clients.get(1));
    nodes.get(2).pause();
    harness.awaitNodes(nodes.subList(0, 2), 2);
    IntStream.range(0, 50).forEach(i -> clients.get(0).run("bcast", "msg " + i));
    nodes.get(2).resume();
    harness.awaitNodes(nodes, 3);
    broadcast(clients.subList(0, 1), frozen, "after");
    ServerHarness.awaitDeliveries(clients, NODE_TIMEOUT);
    assertPrompt(asks);
    long missed =
        50
            - frozen.received("msg").stream()
                .filter(a -> a.path(0).asText().startsWith("msg"))
                .count();
    assertThat(count(frozen.stats(), "lost") - lost)
        .as("counted as lost")
        .isGreaterThanOrEqualTo(missed);
  }

  private static void broadcast(List<TestClient> from, TestClient to, String text) {
    for (int i = 0; i < from.size(); i++) {
      from.get(i).run("bcast", text + " " + i);
      to.awaits("msg", text + " " + i);
    }
  }

  private static Traffic asks(TestClient from, TestClient to) {
    return Traffic.start(i -> from.start("ask", to(to.sid(), i)));
  }

  /** Waits for the failure of a request that the client's own node sends to the client itself. */
  private static void awaitTimeout(TestClient client, Duration timeout) {
    var request = Map.of("sid", client.sid(), "data", "silence", "timeout", timeout.toMillis());
    assertThat(client.call("ask", request).path(0).has("error")).isTrue();
  }

  private static void assertPrompt(Traffic traffic) {
    traffic.stop();
    assertThat(traffic.failed()).as("failed of %d", traffic.answered()).isZero();
    assertThat(traffic.slowest()).isLessThan(PROMPT);
  }

  /**
   * Returns how many messages a node has lost from the nodes of these clients, by its own count.
   */
  private static long lostOf(TestClient client, List<TestClient> others) {
    JsonNode byOrigin = client.stats().path("lost");
    return others.stream().mapToLong(other -> byOrigin.path(idOf(other)).asLong()).sum();
  }
}
