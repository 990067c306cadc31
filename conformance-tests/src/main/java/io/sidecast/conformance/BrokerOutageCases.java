package io.sidecast.conformance;

import static io.sidecast.conformance.ServerHarness.count;
import static io.sidecast.conformance.TestClient.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.broker.Broker;
import io.sidecast.broker.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Cases about what clients notice of a broker outage and of malformed messages on the broker.
 * Confined to the test thread.
 */
interface BrokerOutageCases {

  /** The duration of the freeze. */
  Duration FREEZE = Duration.ofSeconds(10);

  /**
   * The interval at which the case emits through the broker and connects a client during the
   * freeze.
   */
  Duration ROUND = Duration.ofMillis(500);

  /** The longest time after the broker's return until every node delivers again. */
  Duration BACK = Duration.ofSeconds(5);

  /**
   * While the broker hangs, a node serves its own clients without delay, including clients that
   * emit to other nodes. A thread that waited for the broker would wait for the broker timeout of 5
   * s.
   */
  @Test
  default void frozenBrokerDoesNotDelayLocalClients(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    TestClient local = clients.get(0);
    List<Long> micros = new ArrayList<>();
    harness.freezeBroker();
    long start = System.nanoTime();
    long nextRound = start;
    while (System.nanoTime() - start < FREEZE.toNanos()) {
      if (System.nanoTime() - nextRound >= 0) {
        nextRound += ROUND.toNanos();
        clients.forEach(client -> client.start("emit_sid", to(local.sid(), "while frozen")));
        clients.forEach(client -> local.start("emit_sid", to(client.sid(), "while frozen")));
        assertThat(harness.client(harness.node(0)).call("echo", "new")).isEqualTo(Values.of("new"));
      }
      long sent = System.nanoTime();
      assertThat(local.call("echo", micros.size())).isEqualTo(Values.of(micros.size()));
      micros.add((System.nanoTime() - sent) / 1000);
    }
    harness.unfreezeBroker();
    micros.sort(null);
    String seen =
        "%d echoes while the broker was frozen, p50 %d us, p99 %d us, max %d us"
            .formatted(
                micros.size(),
                percentile(micros, 50),
                percentile(micros, 99),
                percentile(micros, 100));
    System.out.println(seen);
    assertThat(percentile(micros, 100))
        .as(seen)
        .isLessThan(TimeUnit.NANOSECONDS.toMicros(NodeOutageCases.PROMPT.toNanos()));
    ServerHarness.awaitDeliveries(clients, TestClient.maxWait());
  }

  /** While the broker is stopped, emits fail with an error. Soon after its return they succeed. */
  @Test
  default void restartedBrokerIsUsedAgain(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    TestClient gets = clients.get(1);
    harness.stopBroker();
    Awaitility.await("an emit to fail")
        .atMost(TestClient.maxWait())
        .until(() -> clients.get(0).call("emit_sid", to(gets.sid(), "lost")).path(0).has("error"));
    assertThat(clients.get(0).call("echo", "here")).isEqualTo(Values.of("here"));
    harness.startBroker();
    ServerHarness.awaitDeliveries(clients, BACK);
  }

  /**
   * A broker that is killed under load is used again soon after its return. Until then each emit is
   * answered, at first with errors, and clients of the same node are not affected.
   */
  @Test
  default void brokerKilledUnderLoadIsUsedAgain(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    List<Traffic> local = new ArrayList<>();
    List<Traffic> remote = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      TestClient from = clients.get(i);
      TestClient to = clients.get((i + 1) % clients.size());
      local.add(Traffic.start(number -> from.start("echo", number)));
      remote.add(Traffic.start(number -> from.start("emit_sid", to(to.sid(), number))));
    }
    remote.forEach(traffic -> traffic.awaitAnswered(200));
    harness.killBroker();
    remote.forEach(Traffic::awaitFailed);
    local.forEach(traffic -> traffic.awaitAnswered(200));
    harness.startBroker();
    long start = System.nanoTime();
    ServerHarness.awaitDeliveries(clients, BACK);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BACK.plusSeconds(1));
    remote.forEach(Traffic::stop);
    for (Traffic traffic : local) {
      traffic.stop();
      assertThat(traffic.failed()).as("failed of %d", traffic.answered()).isZero();
      assertThat(traffic.slowest()).isLessThan(NodeOutageCases.PROMPT);
    }
    String fence = harness.unique("fence");
    clients.forEach(client -> client.run("bcast", fence));
    clients.forEach(client -> client.awaits("msg", fence));
  }

  /**
   * Malformed messages on the channels are counted and dropped, and other messages still arrive.
   */
  @Test
  default void garbageIsCountedAndDropped(ServerHarness harness) {
    List<TestClient> clients = harness.clientOfEach(harness.nodes());
    List<byte[]> garbage =
        List.of(
            new byte[0],
            new byte[] {(byte) 0xff, 0, 17, (byte) 0x9f},
            "{\"type\":3,\"nsp\":\"/\",\"data\":{}}".getBytes(StandardCharsets.UTF_8),
            new byte[1_000]);
    List<JsonNode> before = clients.stream().map(TestClient::stats).toList();
    Broker stranger =
        TestClient.get(
            harness
                .fixture()
                .provider()
                .open(harness.config(), new RecordingListener())
                .broker()
                .toCompletableFuture(),
            "the publisher of garbage to connect");
    var broadcast = new Channel(Channel.Kind.BROADCAST, "all");
    var node = new Channel(Channel.Kind.NODE, ServerHarness.idOf(clients.get(0)));
    for (byte[] bytes : garbage) {
      TestClient.get(stranger.publish(broadcast, bytes).toCompletableFuture(), "garbage");
      TestClient.get(stranger.publish(node, bytes).toCompletableFuture(), "garbage");
    }
    for (int i = 0; i < clients.size(); i++) {
      TestClient client = clients.get(i);
      long expected = count(before.get(i), "malformed") + (i == 0 ? 8 : 4);
      Awaitility.await(expected + " malformed messages to be counted")
          .atMost(TestClient.maxWait())
          .until(() -> count(client.stats(), "malformed"), now -> now == expected);
    }
    TestClient.get(stranger.close().toCompletableFuture(), "the publisher of garbage to close");
    clients.get(0).run("bcast", "fence");
    clients.forEach(client -> client.awaits("msg", "fence"));
    clients.forEach(client -> assertThat(client.received("msg")).hasSize(1));
  }

  private static long percentile(List<Long> sorted, int percent) {
    return sorted.get((int) Math.ceil((sorted.size() - 1) * percent / 100.0));
  }
}
