package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send the frames of a WebSocket slowly. A pong of Engine.IO is a message of its own,
 * which cannot be sent within a frame or between two fragments. Therefore the ping timeout bounds
 * the time of every message; control frames do not extend it.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class SlowWebSocketsTest {

  private static final Duration SHORT = Duration.ofMillis(150);
  private static final byte[] MESSAGE =
      RawClient.masked(0x81, "4hello, slow world".getBytes(StandardCharsets.US_ASCII));

  private static TestServer serve() {
    return TestServer.start(settings -> settings.pingInterval(SHORT).pingTimeout(SHORT));
  }

  @ParameterizedTest(name = "{0} bytes of a frame")
  @ValueSource(ints = {0, 1, 2, 5, 10})
  void frameThatStops(int bytes) throws Exception {
    try (var server = serve();
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      EchoHandler handler = server.accepted();
      client.send(Arrays.copyOf(MESSAGE, bytes));
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void frameThatTrickles() throws Exception {
    byte[] large = RawClient.masked(0x82, new byte[500_000]);
    try (var server = serve();
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      EchoHandler handler = server.accepted();
      int[] at = new int[1];
      sendUntilClosed(handler, () -> client.send(new byte[] {large[at[0]++]}));
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
    }
  }

  /** Fragments without bytes, and control frames between them, arrive all the time. */
  @Test
  void messageThatNeverEnds() throws Exception {
    try (var server = serve();
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      EchoHandler handler = server.accepted();
      client.frame(0x01, new byte[] {'4'});
      sendUntilClosed(
          handler,
          () -> {
            client.frame(0x00, new byte[0]);
            client.frame(0x89, new byte[0]);
            client.frame(0x8A, new byte[0]);
          });
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
      assertThat(handler.received).isEmpty();
    }
  }

  @Test
  void probeOfAnUpgradeThatTrickles() throws Exception {
    try (var server = TestServer.start(settings -> settings.upgradeTimeout(SHORT))) {
      String path = server.openPolling();
      EchoHandler handler = server.accepted();
      try (var client = RawClient.webSocket(server, TestServer.toWebSocket(path))) {
        client.frame(0x01, new byte[] {'2'});
        assertThat(client.closeCode()).isEqualTo(1000);
      }
      handler.send("still here");
      assertThat(server.poll(path)).isEqualTo("4still here");
    }
  }

  /** Sends pieces, which may fail after the end of the session. */
  private static void sendUntilClosed(EchoHandler handler, Sending piece) {
    Await.until(
        "the session is closed",
        () -> {
          try {
            piece.send();
          } catch (IOException closedMeanwhile) {
            // the next check sees the end
          }
          return handler.isClosed();
        });
  }

  private interface Sending {
    void send() throws IOException;
  }
}
