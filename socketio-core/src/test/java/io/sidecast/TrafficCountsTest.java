package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.TotalTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts of messages and bytes in both directions, and the times of heartbeats. */
class TrafficCountsTest {

  private static final String TEXT = "x".repeat(1_000);

  private final EchoServer echo = new EchoServer();

  @BeforeEach
  void start() {
    echo.start();
  }

  @AfterEach
  void close() {
    echo.close();
  }

  private static TotalTraffic difference(TotalTraffic before, TotalTraffic after) {
    return new TotalTraffic(after.messages() - before.messages(), after.bytes() - before.bytes());
  }

  /** Sends an event that the server acknowledges, and returns what the server has counted. */
  private List<TotalTraffic> exchange(LightClient client, List<String> event, String answer)
      throws IOException {
    client.fence();
    ServerStats before = echo.server.stats();
    client.send(event);
    assertThat(client.next()).startsWith(answer);
    ServerStats after = echo.server.stats();
    return List.of(
        difference(before.received(), after.received()), difference(before.sent(), after.sent()));
  }

  /**
   * A frame of this size has a head of four bytes, and of eight with the mask of a client. The
   * response to a POST request has the two bytes "ok".
   */
  @ParameterizedTest
  @CsvSource({"websocket, 8, 4", "polling, 0, 2"})
  void aMessageIsCountedWithTheBytesOfItsTransport(String transport, int received, int sent)
      throws Exception {
    try (var client = LightClient.connect(echo.server.port(), transport)) {
      String event = "421[\"echo\",\"" + TEXT + "\"]";
      String answer = "431[\"" + TEXT + "\"]";
      assertThat(exchange(client, List.of(event), answer))
          .containsExactly(
              new TotalTraffic(1, event.length() + received),
              new TotalTraffic(1, answer.length() + sent));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void anAttachmentIsAMessage(String transport) throws Exception {
    try (var client = LightClient.connect(echo.server.port(), transport)) {
      String event = "451-7[\"echo\",{\"_placeholder\":true,\"num\":0}]";
      assertThat(exchange(client, List.of(event, "bAQID"), "461-7["))
          .extracting(TotalTraffic::messages)
          .containsExactly(2L, 2L);
    }
  }

  /** A message of this size is written without a copy, on a path of its own. */
  @Test
  void aLargeFrameIsCounted() throws Exception {
    try (var client = LightClient.connect(echo.server.port(), "websocket")) {
      String text = "x".repeat(60_000);
      String answer = "431[\"" + text + "\"]";
      assertThat(exchange(client, List.of("421[\"echo\",\"" + text + "\"]"), answer).get(1))
          .isEqualTo(new TotalTraffic(1, answer.length() + 4));
    }
  }

  @Test
  void pongsAreTimed() throws Exception {
    assertThat(echo.server.stats().pongTime()).isEqualTo(TotalTime.NONE);
    UnaryOperator<SocketIoServerBuilder> often =
        options -> options.pingInterval(Duration.ofMillis(20));
    long start = System.nanoTime();
    try (var quick = new EchoServer(often).start();
        var client = new WireClient(quick.server)) {
      client.connect("");
      long messages = quick.server.stats().received().messages();
      Awaitility.await().until(() -> quick.server.stats().pongTime().count() >= 3);
      assertThat(quick.server.stats().received().messages()).isEqualTo(messages);
      assertThat(quick.server.stats().pongTime().nanos())
          .isPositive()
          .isLessThan(System.nanoTime() - start);
    }
  }
}
