package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packets in the last responses and frames when the server closes a session. */
@ExtendWith(LeakDetection.class)
class SessionCloseTest {

  private static final DisconnectReason KICKED = DisconnectReason.FORCED_SERVER_CLOSE;

  /** The forms of a client's request for a poll. */
  private enum Poll {
    KEEP_ALIVE(""),
    CLOSING("Connection: close\r\n"),
    GZIP("Accept-Encoding: gzip\r\n"),
    HTTP_1_0("");

    private final String fields;

    Poll(String fields) {
      this.fields = fields;
    }

    String request(String path) {
      String version = this == HTTP_1_0 ? " HTTP/1.0" : " HTTP/1.1";
      return "GET " + path + version + "\r\nHost: test\r\n" + fields + "\r\n";
    }

    RawClient.Answer of(TestServer server, String path) throws Exception {
      try (var client = new RawClient(server)) {
        client.send(request(path));
        return client.answer();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeHasAResponseOfItsOwn(Poll kind) throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      sendAndClose(handler, KICKED);
      assertThat(handler.closeReason()).isEqualTo(KICKED);
      assertThat(kind.of(server, path).body()).isEqualTo("4first\u001e4last");
      assertThat(kind.of(server, path).body()).isEqualTo("1");
      assertThat(kind.of(server, path).body()).contains("Session ID unknown");
      assertThat(handler.closeCalls).hasValue(1);
    }
  }

  @Test
  void closeHasAResponseOfItsOwnWhileAPollIsPending() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      var poll = server.getAsync(path);
      Await.untilPolling(handler);
      sendAndClose(handler, KICKED);
      assertThat(poll.get().body()).isEqualTo("4first\u001e4last");
      assertThat(server.poll(path)).isEqualTo("1");
    }
  }

  /** Sends and closes in one task of the event loop, so that the packets are written together. */
  private static void sendAndClose(EchoHandler handler, DisconnectReason reason) {
    handler.connection.schedule(
        Duration.ZERO,
        () -> {
          handler.send("first");
          handler.send("last");
          handler.connection.close(reason);
          handler.send("after the close");
        });
  }

  @Test
  void closeFollowsACompressedPoll() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      handler.send("x".repeat(5000));
      handler.connection.close(KICKED);
      handler.closeReason();
      assertThat(Poll.GZIP.of(server, path).head().toLowerCase(Locale.ROOT))
          .contains("content-encoding: gzip");
      assertThat(Poll.GZIP.of(server, path).body()).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 4first\u001e4last, 1", "3, 6:4first5:4last, 1:1"})
  void closeFollowsTheLastPacketsInBothRevisions(int revision, String packets, String close)
      throws Exception {
    try (var server = TestServer.start(settings -> settings.allowEio3(true))) {
      String polling = TestServer.POLLING.replace("EIO=4", "EIO=" + revision);
      String path = polling + "&sid=" + TestServer.sid(server.get(polling).body());
      sendAndClose(server.accepted(), KICKED);

      assertThat(server.poll(path)).isEqualTo(packets);
      assertThat(server.poll(path)).isEqualTo(close);
      assertThat(server.get(path).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void pendingPollIsClosedAtOnceIfNothingIsLeft() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      var poll = server.getAsync(path);
      Await.untilPolling(handler);
      handler.connection.close(KICKED);
      assertThat(poll.get().body()).isEqualTo("1");
    }
  }

  @Test
  void packetsForSeveralResponsesGoBeforeTheClose() throws Exception {
    try (var server = TestServer.start(settings -> settings.maxPayload(10))) {
      String path = server.openPolling();
      var handler = server.accepted();
      handler.send("12345678");
      handler.send("abcdefgh");
      handler.connection.close(KICKED);

      assertThat(server.poll(path)).isEqualTo("412345678");
      assertThat(server.poll(path)).isEqualTo("4abcdefgh");
      assertThat(server.poll(path)).isEqualTo("1");
    }
  }

  @Test
  void clientThatPollsNoMoreIsForgottenAfterThePingTimeout() throws Exception {
    try (var server = TestServer.start(settings -> settings.pingTimeout(Duration.ofMillis(100)))) {
      String path = server.openPolling();
      sendAndClose(server.accepted(), KICKED);
      Await.until("the session is forgotten", () -> server.engine.sessionCount() == 0);
      assertThat(server.get(path).statusCode()).isEqualTo(400);
    }
  }

  /** Clients close this way after the DISCONNECT packet of their last socket. */
  @Test
  void clientThatClosesInsteadIsForgottenAtOnce() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      sendAndClose(handler, KICKED);
      assertThat(server.poll(path)).isEqualTo("4first\u001e4last");
      assertThat(server.post(path, "1").body()).isEqualTo("ok");
      assertThat(server.get(path).statusCode()).isEqualTo(400); // the next turn of the event loop
      assertThat(server.engine.sessionCount()).isZero();
      assertThat(handler.closeReason()).isEqualTo(KICKED);
    }
  }

  @Test
  void shutdownGivesTheLastPacketsAResponseOfTheirOwn() throws Exception {
    var server = TestServer.start();
    String path = server.openPolling();
    var handler = server.accepted();
    try (var client = new RawClient(server)) {
      client.send(RawClient.get(path));
      Await.untilPolling(handler);
      handler.send("last");
      var closed = server.http.close();
      assertThat(client.answer().body()).isEqualTo("4last");
      client.send(RawClient.get(path));
      assertThat(client.answer().body()).isEqualTo("1");
      closed.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  /**
   * A closing session waits for the next poll up to the ping timeout; a shutdown ends this wait
   * earlier.
   */
  @Test
  void shutdownHurriesASessionThatIsClosing() throws Exception {
    try (var server = TestServer.start(settings -> settings.pingTimeout(Duration.ofMinutes(1)))) {
      server.openPolling();
      var handler = server.accepted();
      sendAndClose(handler, KICKED);
      handler.closeReason();
      server.engine.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void webSocketGetsTheLastPacketsAndThenACloseFrame() throws Exception {
    try (var server = TestServer.start();
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.text();
      sendAndClose(server.accepted(), KICKED);
      assertThat(client.text()).isEqualTo("4first");
      assertThat(client.text()).isEqualTo("4last");
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  // ---- during an upgrade

  @Test
  void upgradeThatWasProbedEndsFirst() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      try (var client = WebSocketClient.probed(server, path)) {
        sendAndClose(handler, KICKED);
        assertThat(handler.closeReason()).isEqualTo(KICKED);
        assertThat(server.poll(path)).isEqualTo("4first\u001e4last");
        assertThat(server.poll(path)).as("a poll before the upgrade").isEqualTo("6");
        client.send("5");
        client.expectClose(1000);
      }
      Await.until("the session is forgotten", () -> server.engine.sessionCount() == 0);
    }
  }

  /** The client sends no more polls, so the server sends the packets over the WebSocket. */
  @Test
  void lastPacketsFollowAnUpgrade() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      try (var client = WebSocketClient.probed(server, path)) {
        sendAndClose(handler, KICKED);
        assertThat(handler.closeReason()).isEqualTo(KICKED);
        client.send("5");
        client.expect("4first", "4last", "close 1000");
      }
    }
  }

  @Test
  void closeAtTheMomentOfTheUpgradeLosesNothing() throws Exception {
    try (var server = TestServer.start()) {
      for (int round = 0; round < 50; round++) {
        String path = server.openPolling();
        var handler = server.accepted();
        try (var client = WebSocketClient.probed(server, path)) {
          client.send("5");
          sendAndClose(handler, KICKED);
          client.expect("4first", "4last", "close 1000");
        }
      }
    }
  }

  @Test
  void closeFollowsAnUpgradeThatBroke() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      try (var client = WebSocketClient.probed(server, path)) {
        sendAndClose(handler, KICKED);
        assertThat(handler.closeReason()).isEqualTo(KICKED);
      }
      assertThat(server.poll(path)).isEqualTo("4first\u001e4last");
      assertThat(closeAfterNoops(server, path)).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closeFollowsAnUpgradeThatTakesTooLong(boolean probed) throws Exception {
    try (var server =
        TestServer.start(settings -> settings.upgradeTimeout(Duration.ofMillis(300)))) {
      String path = server.openPolling();
      var handler = server.accepted();
      try (var client = new WebSocketClient(server, TestServer.toWebSocket(path))) {
        if (probed) {
          client.send("2probe");
          client.expect("3probe");
        }
        sendAndClose(handler, KICKED);
        assertThat(server.poll(path)).isEqualTo("4first\u001e4last");
        assertThat(closeAfterNoops(server, path)).isEqualTo("1");
        client.expectClose(1000);
      }
    }
  }

  /**
   * Polls until the response is not a NOOP packet, with which the server ends polls during an
   * upgrade.
   */
  private static String closeAfterNoops(TestServer server, String path) throws Exception {
    String polled = server.poll(path);
    while (polled.equals("6")) {
      polled = server.poll(path);
    }
    return polled;
  }

  @Test
  void webSocketThatComesAfterTheCloseIsRefused() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      sendAndClose(handler, KICKED);
      handler.closeReason();
      try (var client = new WebSocketClient(server, TestServer.toWebSocket(path))) {
        client.expectClose(1000);
      }
      assertThat(server.poll(path)).isEqualTo("4first\u001e4last");
      assertThat(server.poll(path)).isEqualTo("1");
    }
  }

  @Test
  void shutdownDoesNotWaitLongForAnUpgrade() throws Exception {
    var server = TestServer.start(settings -> settings.upgradeTimeout(Duration.ofMinutes(1)));
    String path = server.openPolling();
    server.accepted();
    try (var client = WebSocketClient.probed(server, path)) {
      server.close();
      client.expectClose(1000);
    }
  }

  @Test
  void packetsAreWrittenWithTheirAttachmentsBeforeTheClose() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      handler.connection.send(EncodedPacket.text(new byte[] {'x'}, List.of(new byte[] {1, 2})));
      handler.connection.close(KICKED);
      assertThat(server.poll(path)).isEqualTo("4x\u001ebAQI=");
      assertThat(server.poll(path)).isEqualTo("1");
    }
  }
}
