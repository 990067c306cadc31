package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.EngineSettings;
import io.sidecast.packet.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flow control: slow clients, paused reading, volatile packets, order, closing. */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class FlowTest {

  private static final int BUFFER = 1_000_000;
  private static final byte[] CHUNK = new byte[50_000];

  @Test
  void webSocketThatDoesNotReadIsCut() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBufferedBytes(BUFFER));
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.text();
      var handler = server.accepted();
      while (!handler.isClosed()) {
        handler.connection.send(EncodedPacket.binary(CHUNK));
      }
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.SLOW_CLIENT);
      assertThat(client.isEnded()).isTrue();
      Await.until("the session is gone", () -> server.engine.sessionCount() == 0);
    }
  }

  @Test
  void pollingClientThatDoesNotPollIsCut() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBufferedBytes(BUFFER))) {
      String path = server.openPolling();
      var handler = server.accepted();
      for (int i = 0; i <= BUFFER / CHUNK.length; i++) {
        handler.connection.send(EncodedPacket.binary(CHUNK));
      }
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.SLOW_CLIENT);
      assertThat(server.get(path).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void stageOfAPacingSenderFailsWithTheConnection() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      handler.connection.send(EncodedPacket.binary(CHUNK));
      handler.connection.send(EncodedPacket.binary(CHUNK));
      var writable = handler.connection.whenWritable().toCompletableFuture();
      assertThat(writable).isNotDone();
      assertThat(server.post(path, "1").body()).isEqualTo("ok");
      assertThat(writable)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void emptyPacketsAreBoundedToo() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBufferedBytes(3200))) {
      server.openPolling();
      var handler = server.accepted();
      for (int i = 0; i < 101; i++) {
        handler.send("");
      }
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.SLOW_CLIENT);
    }
  }

  @Test
  void droppablePacketsAreDroppedWithoutAPendingPoll() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      assertThat(handler.connection.isWritable()).isFalse();
      handler.sendVolatile("dropped");
      handler.send("kept");
      assertThat(server.poll(path)).isEqualTo("4kept");

      var poll = server.getAsync(path);
      Await.untilPolling(handler);
      handler.sendVolatile("taken");
      assertThat(poll.get().body()).isEqualTo("4taken");
    }
  }

  @Test
  void droppablePacketsNeverCutASlowClient() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxBufferedBytes(BUFFER));
        var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      var handler = server.accepted();
      var flags = new EncodedPacket.Flags(true, false);
      for (int i = 0; i < 1000; i++) {
        handler.connection.send(EncodedPacket.binary(CHUNK).with(flags));
      }
      handler.send("fence");
      Object event = client.next();
      while (event instanceof byte[]) {
        event = client.next();
      }
      assertThat(event).isEqualTo("4fence");
      assertThat(handler.isClosed()).isFalse();
    }
  }

  @Test
  void packetsOfOneThreadArriveInOrder() throws Exception {
    try (var server = TestServer.start();
        var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      var handler = server.accepted();
      var together = new CountDownLatch(1);
      Thread other =
          new Thread(
              () -> {
                together.countDown();
                for (int i = 0; i < 5000; i++) {
                  handler.send("b" + i);
                }
              });
      other.start();
      together.await();
      for (int i = 0; i < 5000; i++) {
        handler.send("a" + i);
      }
      int a = 0;
      int b = 0;
      while (a + b < 10_000) {
        String message = (String) client.next();
        if (message.startsWith("4a")) {
          assertThat(message).isEqualTo("4a" + a++);
        } else {
          assertThat(message).isEqualTo("4b" + b++);
        }
      }
      other.join();
    }
  }

  @Test
  void pausedWebSocketIsNotRead() throws Exception {
    try (var server = TestServer.start();
        var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      var handler = server.accepted();
      client.send("4!before");
      handler.awaits("!before");
      pause(handler);
      client.send("4!while paused");
      awaitTimers(handler, Duration.ofMillis(200)); // enough time for the paused message to be read
      assertThat(handler.received).isEmpty();
      handler.connection.setReading(true);
      handler.awaits("!while paused");
    }
  }

  /** Each check for a sign of life finds bytes of this client: its pongs, or earlier messages. */
  @Test
  void pausedClientThatAnswersPingsDoesNotTimeOut() throws Exception {
    try (var server = TestServer.start(FlowTest::quickHeartbeat);
        var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      var handler = server.accepted();
      pause(handler);
      for (int i = 0; i < 5; i++) {
        client.expect("2");
        client.send("4!before the pong");
        client.send("3");
      }
      assertThat(handler.isClosed()).isFalse();
      handler.connection.setReading(true);
      client.send("4!after");
      for (int i = 0; i < 5; i++) {
        handler.awaits("!before the pong");
      }
      handler.awaits("!after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestServer.POLLING, TestServer.WEBSOCKET})
  void pausedClientThatAnswersNoPingsTimesOut(String transport) throws Exception {
    boolean polling = transport.equals(TestServer.POLLING);
    try (var server = TestServer.start(FlowTest::quickHeartbeat);
        var client = polling ? null : RawClient.webSocket(server, transport)) {
      if (client == null) {
        server.openPolling();
      } else {
        client.text();
      }
      var handler = server.accepted();
      pause(handler);
      if (client != null) {
        for (int i = 0; i < 100; i++) {
          client.frame(0x81, "4!unread".getBytes(StandardCharsets.UTF_8));
        }
      }
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
      Await.until("the session is gone", () -> server.engine.sessionCount() == 0);
    }
  }

  /** The server ends each poll after the timeout, and the client polls again. */
  @Test
  void pausedPollingClientThatPollsAgainDoesNotTimeOut() throws Exception {
    try (var server =
        TestServer.start(
            settings ->
                settings.pingInterval(Duration.ofMillis(50)).pingTimeout(Duration.ofMillis(500)))) {
      String path = server.openPolling();
      var handler = server.accepted();
      pause(handler);
      assertThat(server.poll(path)).isEqualTo("2");
      for (int i = 0; i < 3; i++) {
        assertThat(server.poll(path)).isEqualTo("6");
      }
      assertThat(handler.isClosed()).isFalse();
      handler.connection.setReading(true);
      handler.send("still there");
      assertThat(server.poll(path)).endsWith("4still there");
    }
  }

  @Test
  void pausedPollingClientThatFallsSilentWithItsPollTimesOut() throws Exception {
    try (var server = TestServer.start(FlowTest::quickHeartbeat);
        var client = new RawClient(server)) {
      String path = server.openPolling();
      var handler = server.accepted();
      pause(handler);
      client.send(RawClient.get(path));
      assertThat(client.answer().body()).isEqualTo("2");
      client.send(RawClient.get(path)); // and nothing after it
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
      Await.until("the session is gone", () -> server.engine.sessionCount() == 0);
    }
  }

  /**
   * The client polls after its ping timeout. It receives the ping only with the response to this
   * poll.
   */
  @Test
  void pausedPollingClientThatPollsLateDoesNotTimeOut() throws Exception {
    try (var server =
        TestServer.start(
            settings ->
                settings.pingInterval(Duration.ofMillis(50)).pingTimeout(Duration.ofSeconds(2)))) {
      String path = server.openPolling();
      var handler = server.accepted();
      pause(handler);
      awaitTimers(handler, Duration.ofMillis(2_200));
      assertThat(server.poll(path)).isEqualTo("2");
      assertThat(server.poll(path)).isEqualTo("6");
      assertThat(handler.isClosed()).isFalse();
      handler.connection.setReading(true);
      handler.send("still there");
      assertThat(server.poll(path)).endsWith("4still there");
    }
  }

  /** Waits until the timers that are due on the loop within a time have run. */
  private static void awaitTimers(EchoHandler handler, Duration time) throws InterruptedException {
    var later = new CountDownLatch(1);
    handler.connection.schedule(time, later::countDown);
    later.await();
  }

  private static void pause(EchoHandler handler) throws InterruptedException {
    handler.connection.setReading(false);
    awaitTimers(handler, Duration.ZERO);
  }

  @Test
  void pausedPostIsAnsweredLater() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      try (var client = new RawClient(server)) {
        client.send(RawClient.post(path, "4!pause"));
        handler.awaits("!pause");
        handler.send("fence");
        assertThat(server.poll(path)).isEqualTo("4fence");
        assertThat(client.socket.getInputStream().available()).isZero();
        handler.connection.setReading(true);
        assertThat(client.answer().body()).isEqualTo("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestServer.POLLING, TestServer.WEBSOCKET})
  void closeSendsWhatWasSentBefore(String transport) throws Exception {
    try (var server = TestServer.start()) {
      boolean polling = transport.equals(TestServer.POLLING);
      try (var client = polling ? null : RawClient.webSocket(server, TestServer.WEBSOCKET)) {
        String path = polling ? server.openPolling() : "";
        var handler = server.accepted();
        handler.send("before");
        handler.connection.send(EncodedPacket.text(new byte[] {'x'}, List.of(CHUNK)));
        handler.connection.close(DisconnectReason.FORCED_CLOSE);
        handler.send("after");
        assertThat(handler.closeReason()).isEqualTo(DisconnectReason.FORCED_CLOSE);
        if (client == null) {
          assertThat(server.poll(path))
              .startsWith("4before\u001e4x\u001eb")
              .doesNotContain("\u001e1");
          assertThat(server.poll(path)).isEqualTo("1");
          assertThat(server.get(path).statusCode()).isEqualTo(400);
        } else {
          client.text();
          assertThat(client.text()).isEqualTo("4before");
          assertThat(client.text()).isEqualTo("4x");
          assertThat(client.frame().data()).hasSize(CHUNK.length);
          assertThat(client.frame().opcode()).isEqualTo(8);
        }
        assertThat(handler.closeCalls).hasValue(1);
      }
    }
  }

  @Test
  void clientThatNeverSendsAPongIsDisconnected() throws Exception {
    try (var server = TestServer.start(FlowTest::quickHeartbeat)) {
      for (int i = 0; i < 50; i++) {
        server.get(TestServer.POLLING); // handshakes without further requests
      }
      for (int i = 0; i < 50; i++) {
        assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
      }
      Await.until("all sessions are gone", () -> server.engine.sessionCount() == 0);
    }
  }

  private static EngineSettings.Builder quickHeartbeat(EngineSettings.Builder settings) {
    return settings.pingInterval(Duration.ofMillis(100)).pingTimeout(Duration.ofMillis(150));
  }
}
