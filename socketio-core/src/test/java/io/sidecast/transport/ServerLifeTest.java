package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Starting and closing a server. */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class ServerLifeTest {

  @Test
  void hostThatDoesNotExistIsNamed() {
    var settings = TransportSettings.onPort(0).withHost("no.such.host.invalid");
    var server = HttpServer.start(engine(), settings).toCompletableFuture();
    assertThatThrownBy(() -> server.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on no.such.host.invalid:0: unknown host");
  }

  private static EngineServer engine() {
    return new EngineServer(
        EngineSettings.builder().build(),
        connection -> {
          throw new IllegalStateException("never connected");
        });
  }

  @Test
  void portInUseIsAClearFailure() {
    try (var server = TestServer.start()) {
      var settings = TransportSettings.onPort(server.port()).withHost("127.0.0.1");
      var second = HttpServer.start(engine(), settings).toCompletableFuture();
      assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port())
          .hasMessageContaining("in use");
    }
  }

  @Test
  void closeDisconnectsEveryClientAndEndsEverything() throws Exception {
    var server = TestServer.start();
    String path = server.openPolling();
    var polling = server.accepted();
    var poll = server.getAsync(path);
    Await.untilPolling(polling);
    try (var idle = new RawClient(server);
        var webSocket = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      webSocket.text();
      var onWebSocket = server.accepted();
      onWebSocket.send("before");
      polling.send("before");
      int port = server.port();
      var closed = server.http.close().toCompletableFuture();

      assertThat(poll.get().body()).startsWith("4before");
      assertThat(webSocket.text()).isEqualTo("4before");
      assertThat(webSocket.closeCode()).isIn(1000, 1001);
      webSocket.frame(0x88, new byte[] {0x03, (byte) 0xE8});
      assertThat(webSocket.isEnded()).isTrue();
      assertThat(idle.isEnded()).isTrue();
      assertThat(polling.closeReason()).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
      assertThat(onWebSocket.closeReason()).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
      closed.get(10, TimeUnit.SECONDS);
      assertThat(polling.closeCalls).hasValue(1);
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
          .isInstanceOf(ConnectException.class);
      polling.send("to nobody");
      polling.connection.schedule(Duration.ZERO, () -> {});
      polling.connection.close(DisconnectReason.FORCED_CLOSE);
      assertThat(polling.closeCalls).hasValue(1);
    }
    server.close();
  }

  @Test
  void clientThatIgnoresTheGoodbyeIsCut() throws Exception {
    var server = TestServer.start();
    try (var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.text();
      server.close();
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> EngineSettings.builder().path("socket.io").build())
        .hasMessageContaining("path");
    assertThatThrownBy(() -> EngineSettings.builder().transports("carrier").build())
        .hasMessageContaining("polling");
    assertThatThrownBy(() -> EngineSettings.builder().maxPayload(0).build())
        .hasMessageContaining("maxPayload");
    assertThatThrownBy(() -> TransportSettings.onPort(70_000)).hasMessageContaining("70000");
    assertThatThrownBy(() -> TransportSettings.onPort(1).withEventLoops(0))
        .hasMessageContaining("eventLoops");
  }
}
