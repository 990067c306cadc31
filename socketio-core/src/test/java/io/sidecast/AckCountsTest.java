package io.sidecast;

import static io.sidecast.EchoServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.limit.Limit;
import io.sidecast.socket.AckOutcome;
import io.sidecast.socket.Socket;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The counts of the acknowledgements of clients by their outcome, and their time. */
class AckCountsTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final EchoServer echo = new EchoServer(options -> options.limit(Limit.PENDING_ACKS, 1));
  private final SocketIoServer server = echo.server;

  @BeforeEach
  void start() {
    echo.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<AckOutcome, Long> counts(
      long answered, long timeout, long left, long refused) {
    return Map.of(
        AckOutcome.ANSWERED, answered,
        AckOutcome.TIMEOUT, timeout,
        AckOutcome.LEFT, left,
        AckOutcome.REFUSED, refused);
  }

  private static void answer(WireClient client) {
    String event = client.text();
    client.send("3" + event.substring(1, event.indexOf('[')) + "[\"answer\"]");
  }

  @Test
  void eachOutcomeOfOneClientIsCounted() throws Exception {
    assertThat(server.stats().acks()).isEqualTo(counts(0, 0, 0, 0));
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      assertThatThrownBy(() -> await(socket.timeout(SHORT).emitWithAck("late")));
      assertThat(server.stats().acks()).isEqualTo(counts(0, 1, 0, 0));
      client.text();

      long start = System.nanoTime();
      var answered = socket.timeout(LONG).emitWithAck("ask");
      assertThatThrownBy(() -> await(socket.emitWithAck("one too many")));
      assertThat(server.stats().acks()).isEqualTo(counts(0, 1, 0, 1));
      assertThat(server.stats().ackTime().count()).isZero();
      answer(client);
      await(answered);
      assertThat(server.stats().acks()).isEqualTo(counts(1, 1, 0, 1));
      assertThat(server.stats().ackTime().count()).isEqualTo(1);
      assertThat(server.stats().ackTime().nanos())
          .isPositive()
          .isLessThan(System.nanoTime() - start);

      var left = socket.timeout(LONG).emitWithAck("ask");
      client.close();
      assertThatThrownBy(() -> await(left));
      assertThat(server.stats().acks()).isEqualTo(counts(1, 1, 1, 1));
      assertThatThrownBy(() -> await(socket.emitWithAck("after the end")));
      assertThat(server.stats().acks()).isEqualTo(counts(1, 1, 2, 1));
    }
  }

  @Test
  void deadlinesInThePastLeaveNoAcknowledgementPending() throws Exception {
    int events = 1_000;
    try (var client = new WireClient(server)) {
      client.connect("");
      Socket socket = echo.socket();
      for (int i = 0; i < events; i++) {
        var late = socket.timeout(Duration.ofNanos(1)).emitWithAck("late");
        assertThatThrownBy(() -> await(late));
      }
      assertThat(server.load().pendingAcks()).isZero();
      assertThat(server.stats().acks()).isEqualTo(counts(0, events, 0, 0));
    }
  }

  @Test
  void eachClientOfAnAudienceIsCounted() throws Exception {
    try (var one = new WireClient(server);
        var two = new WireClient(server);
        var three = new WireClient(server)) {
      for (WireClient client : new WireClient[] {one, two, three}) {
        client.connect("");
        echo.socket();
      }
      long start = System.nanoTime();
      var asked = server.timeout(Duration.ofSeconds(5)).emitWithAck("ask");
      answer(one);
      answer(two);
      assertThat(await(asked).unacknowledged()).isEqualTo(1);
      Awaitility.await().until(() -> server.stats().acks().get(AckOutcome.TIMEOUT) == 1);
      assertThat(server.stats().acks()).isEqualTo(counts(2, 1, 0, 0));
      assertThat(server.stats().ackTime().count()).isEqualTo(2);
      assertThat(server.stats().ackTime().nanos())
          .isPositive()
          .isLessThan(2 * (System.nanoTime() - start));
    }
  }
}
