package io.sidecast.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests the test kit: a failed wait names the fact that did not occur, and states what occurred
 * instead. Confined to the test thread.
 */
class FailureMessagesTest {

  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Channel ROOM = BrokerHarness.room("r");

  private final MemoryBus bus = new MemoryBus();
  private final RecordingListener listener = new RecordingListener();
  private final HarnessNode node = node();

  private HarnessNode node() {
    var config =
        new BrokerConfig(bus.entrance(MemoryBus.DIRECT), "kit", SHORT.multipliedBy(100), Map.of());
    var opening = new MemoryBrokerProvider(bus).open(config, listener);
    return new HarnessNode(HarnessNode.done(opening.broker(), TestClient.START), listener, SHORT);
  }

  @AfterEach
  void close() {
    TestClient.maxWait(TestClient.START);
    HarnessNode.done(node.closeAsync(), TestClient.START);
  }

  @Test
  void missingMessages() {
    assertThatThrownBy(() -> node.awaitCount(ROOM, 3))
        .hasMessage(
            "not within PT0.15S: 3 messages on ROOM r; received nothing there; states so far [UP]");
    receive(ROOM, "0");
    receive(ROOM, "1");
    receive(BrokerHarness.room("other"), "x".repeat(50));
    assertThatThrownBy(() -> node.awaitFence(ROOM, "fence-1"))
        .hasMessage(
            "not within PT0.15S: 'fence-1' on ROOM r; received 2 there, last '1'; states so far [UP]");
    assertThatThrownBy(() -> node.awaitState(BrokerState.DOWN, 1))
        .hasMessage(
            "not within PT0.15S: DOWN ×1; received 3 on all channels, last '%s…' of 50 bytes; states so far [UP]",
            "x".repeat(40));
  }

  @Test
  void stageThatDoesNotEnd() {
    bus.blackHole();
    assertThatThrownBy(() -> node.publish(ROOM, "text"))
        .hasMessage(
            "not within PT0.15S: the end of the publish of 'text' on ROOM r;"
                + " received nothing on all channels; states so far [UP]");
    assertThatThrownBy(() -> HarnessNode.failure(node.subscribeAsync(ROOM), SHORT))
        .hasMessage("not within PT0.15S: the failure of the subscription of ROOM r");
  }

  @Test
  void missingEvents() {
    TestClient.maxWait(SHORT);
    try (var client = new SilentClient()) {
      client.received("msg", Values.of("a"));
      client.received("msg", Values.of("b"));
      assertThatThrownBy(() -> client.awaits("msg", "c"))
          .hasMessage("not within PT0.15S: sid to receive msg[\"c\"]; received 2, last [\"b\"]");
      assertThatThrownBy(() -> client.call("echo", "text")).hasMessage("not within PT0.15S: echo");
    }
  }

  private void receive(Channel channel, String text) {
    listener.onMessage(channel, text.getBytes(UTF_8), Position.NONE);
  }

  /** A client whose requests are not answered. */
  private static final class SilentClient extends TestClient {

    SilentClient() {
      connected("sid");
    }

    @Override
    CompletableFuture<JsonNode> start(String event, ArrayNode args) {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }
}
