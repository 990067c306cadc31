package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Successful and failed upgrades from polling to WebSocket. */
@ExtendWith(LeakDetection.class)
class UpgradeTest {

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pendingPollIsEndedByTheProbe() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    var poll = server.getAsync(path);
    Await.untilPolling(handler);
    try (var client = WebSocketClient.probed(server, path)) {
      assertThat(poll.get().body()).isEqualTo("6");
      assertThat(server.poll(path)).as("a poll after the probe").isEqualTo("6");
      client.send("5");
      client.send("4hello");
      client.expect("4hello");
      assertThat(handler.connection.transport()).isEqualTo("websocket");
    }
    assertThat(handler.closeCalls.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void pollPendingAtTheUpgradeIsEnded() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    try (var client = WebSocketClient.probed(server, path)) {
      var poll = server.getAsync(path);
      // During an upgrade the server ends an idle poll after a short time.
      Await.until(
          "a poll is pending or over", () -> handler.connection.isWritable() || poll.isDone());
      client.send("5");
      assertThat(poll.get().body()).isEqualTo("6");
      client.send("4hello");
      client.expect("4hello");
    }
  }

  /** A stage that waits for a poll completes after the upgrade, without a further poll. */
  @Test
  void stageOfALoopThatPacesItselfMovesAlong() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    String piece = "x".repeat(200_000);
    handler.send(piece);
    var writable = handler.connection.whenWritable().toCompletableFuture();
    try (var client = WebSocketClient.probed(server, path)) {
      assertThat(writable).isNotDone();
      client.send("5");
      client.expect("4" + piece);
      assertThat(writable).succeedsWithin(Duration.ofSeconds(10));
    }
    handler.closeReason();
    assertThat(handler.connection.whenWritable().toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(IllegalStateException.class);
  }

  /** Packets that are sent during the upgrade arrive once and in order. */
  @Test
  void packetsDuringTheUpgradeArriveInOrderOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      String path = server.openPolling();
      var handler = server.accepted();
      var sender = sendInBackground(handler, 2000);
      List<String> received = new ArrayList<>();
      try (var client = new WebSocketClient(server, TestServer.toWebSocket(path))) {
        receivePolls(path, received);
        client.send("2probe");
        client.expect("3probe");
        receivePolls(path, received);
        client.send("5");
        client.send("4first");
        client.send("4second");
        while (received.size() < 2002) {
          received.add((String) client.next());
        }
      }
      sender.join();
      assertThat(received).containsSubsequence("4first", "4second");
      received.removeAll(List.of("4first", "4second"));
      assertThat(received).isEqualTo(numbered(2000));
    }
  }

  private static CompletableFuture<Void> sendInBackground(EchoHandler handler, int count) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < count; i++) {
            handler.send(Integer.toString(i));
            Thread.onSpinWait();
          }
        },
        TestServer.THREADS);
  }

  private static List<String> numbered(int count) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add("4" + i);
    }
    return expected;
  }

  private void receivePolls(String path, List<String> received) throws Exception {
    for (String packet : server.poll(path).split("\u001e", 0)) {
      if (!packet.equals("6")) {
        received.add(packet);
      }
    }
  }

  /** The WebSocket and the poll arrive on connections of different event loops. */
  @RepeatedTest(20)
  void pollThatComesAfterTheUpgradePacketIsRefused() throws Exception {
    String path = server.openPolling();
    try (var client = RawClient.webSocket(server, TestServer.toWebSocket(path))) {
      client.frame(0x81, utf8("2probe"));
      client.frame(0x81, new byte[] {'5'});
      assertThat(server.get(path).statusCode()).isEqualTo(400);
      assertThat(client.text()).isEqualTo("3probe");
      client.frame(0x81, utf8("4hello"));
      assertThat(client.text()).isEqualTo("4hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "2", "2prob", "4hello", "abc", "1"})
  void failedProbeHarmsNothing(String instead) throws Exception {
    String path = server.openPolling();
    try (var client = new WebSocketClient(server, TestServer.toWebSocket(path))) {
      client.send(instead);
      client.expectClose(1000);
    }
    assertPollingWorks(path);
    assertUpgradeWorks(path);
  }

  @Test
  void brokenProbeHarmsNothing() throws Exception {
    String path = server.openPolling();
    try (var client = RawClient.webSocket(server, TestServer.toWebSocket(path))) {
      client.frame(0x81, new byte[] {'2', 'p', 'r', 'o', 'b', 'e'});
      assertThat(client.text()).isEqualTo("3probe");
    }
    assertPollingWorks(path);
    Await.until("the failed attempt is forgotten", () -> canUpgrade(path));
  }

  private boolean canUpgrade(String path) {
    try (var client = new WebSocketClient(server, TestServer.toWebSocket(path))) {
      client.send("2probe");
      return client.next().equals("3probe");
    } catch (Exception refused) {
      return false;
    }
  }

  @Test
  void upgradeThatTakesTooLongIsClosed() throws Exception {
    try (var impatient =
        TestServer.start(settings -> settings.upgradeTimeout(Duration.ofMillis(100)))) {
      String path = impatient.openPolling();
      try (var client = new WebSocketClient(impatient, TestServer.toWebSocket(path))) {
        client.send("2probe");
        client.expect("3probe");
        client.expectClose(1000);
      }
      impatient.post(path, "4hello");
      assertThat(impatient.poll(path)).isEqualTo("4hello");
    }
  }

  @Test
  void secondAttemptAtTheSameTimeIsClosed() throws Exception {
    String path = server.openPolling();
    try (var first = new WebSocketClient(server, TestServer.toWebSocket(path));
        var second = new WebSocketClient(server, TestServer.toWebSocket(path))) {
      second.expectClose(1000);
      first.send("2probe");
      first.expect("3probe");
    }
  }

  @Test
  void forbiddenUpgradeIsNeitherOfferedNorAllowed() throws Exception {
    try (var strict = TestServer.start(settings -> settings.allowUpgrades(false))) {
      String open = strict.get(TestServer.POLLING).body();
      assertThat(open).contains("\"upgrades\":[]");
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(open);
      try (var client = new WebSocketClient(strict, TestServer.toWebSocket(path))) {
        client.expectClose(1000);
      }
    }
  }

  /** The frames arrive together with the request, before the session has refused the WebSocket. */
  @Test
  void refusedUpgradeIsClosedInOrderDespiteItsFrames() throws Exception {
    String path = server.openPolling();
    try (var first = new WebSocketClient(server, TestServer.toWebSocket(path));
        var second = new RawClient(server)) {
      first.send("2probe");
      first.expect("3probe");
      var all = new ByteArrayOutputStream();
      all.writeBytes(utf8(RawClient.upgrade(TestServer.toWebSocket(path))));
      all.writeBytes(RawClient.masked(0x81, utf8("2probe")));
      all.writeBytes(RawClient.masked(0x81, utf8("5")));
      second.send(all.toByteArray());
      assertThat(second.answer().status()).isEqualTo(101);
      assertThat(second.closeCode()).isEqualTo(1000);
      first.send("5");
      first.send("4hello");
      first.expect("4hello");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void transportThatIsNotAllowedIsUnknown() throws Exception {
    try (var pollingOnly = TestServer.start(settings -> settings.transports("polling"))) {
      assertThat(pollingOnly.get(TestServer.POLLING).body()).contains("\"upgrades\":[]");
      assertThat(pollingOnly.get(TestServer.WEBSOCKET).body()).contains("Transport unknown");
    }
  }

  private void assertPollingWorks(String path) throws Exception {
    server.post(path, "4hello");
    String polled = server.poll(path);
    while (polled.equals("6")) { // sent because of the probe
      polled = server.poll(path);
    }
    assertThat(polled).isEqualTo("4hello");
  }

  private void assertUpgradeWorks(String path) throws Exception {
    try (var client = WebSocketClient.probed(server, path)) {
      client.send("5");
      client.send("4upgraded");
      client.expect("4upgraded");
    }
  }
}
