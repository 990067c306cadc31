package io.sidecast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ping timeout applies to requests even if a busy loop runs its timers late. */
class HeartbeatTest {

  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final TestLoop loop = new TestLoop();
  private final RecordingTransport transport = new RecordingTransport();
  private final List<DisconnectReason> reasons = new ArrayList<>();
  private final EngineServer server =
      new EngineServer(
          EngineSettings.builder()
              .allowEio3(true)
              .pingInterval(INTERVAL)
              .pingTimeout(INTERVAL)
              .build(),
          connection -> new ReasonHandler());

  @AfterEach
  void close() {
    server.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    loop.close();
  }

  /** The loop is busy from the opening to the request, so it runs no timer between them. */
  @Test
  void requestThatComesTooLateFindsTheSessionClosed() throws Exception {
    var reasonsAtRequest = new CompletableFuture<List<DisconnectReason>>();
    loop.run(
        () -> {
          Session session = open();
          long opened = System.nanoTime();
          session.onRequest(() -> assertThat(reasons).isEmpty());
          awaitAge(opened, INTERVAL.multipliedBy(2));
          session.onRequest(() -> reasonsAtRequest.complete(List.copyOf(reasons)));
        });
    assertThat(reasonsAtRequest.get(10, TimeUnit.SECONDS))
        .containsExactly(DisconnectReason.PING_TIMEOUT);
  }

  /** The client's ping may have been unread until reading resumed. */
  @Test
  void clientHasItsTimeAnewWhenReadingGoesOn() throws Exception {
    var reasonsAtRequest = new CompletableFuture<List<DisconnectReason>>();
    loop.run(
        () -> {
          Session session = open();
          long opened = System.nanoTime();
          session.setReading(false);
          awaitAge(opened, INTERVAL.plusMillis(400));
          session.setReading(true);
          awaitAge(opened, INTERVAL.plusMillis(600));
          session.onRequest(() -> reasonsAtRequest.complete(List.copyOf(reasons)));
        });
    assertThat(reasonsAtRequest.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  /** A client that floods the server with pongs must not delay its pings. */
  @Test
  void pongWithoutAPingStartsNoTimer() throws Exception {
    var timers = new CompletableFuture<List<Integer>>();
    loop.run(
        () -> {
          open(4);
          int before = loop.timers();
          for (int i = 0; i < 100; i++) {
            transport.listener().onPacket(PacketType.PONG, new byte[0]);
          }
          timers.complete(List.of(before, loop.timers()));
        });
    assertThat(timers.get(10, TimeUnit.SECONDS)).containsExactly(1, 1);
    assertThat(reasons).isEmpty();
  }

  /** A pong that may have waited unread has no time of its own. */
  @Test
  void pongsAreMeasuredUnlessReadingWasPaused() throws Exception {
    var patient =
        new EngineServer(
            EngineSettings.builder().pingInterval(INTERVAL).build(),
            connection -> new ReasonHandler());
    var opened = new CompletableFuture<Session>();
    loop.run(() -> opened.complete(open(patient, 4)));
    Session session = opened.join();
    awaitFlushes(2);
    loop.run(
        () -> {
          session.setReading(false);
          session.setReading(true);
          transport.listener().onPacket(PacketType.PONG, new byte[0]);
        });
    assertThat(loop.view.counters().sum().pongs()).isZero();
    awaitFlushes(3);
    loop.run(() -> transport.listener().onPacket(PacketType.PONG, new byte[0]));
    assertThat(loop.view.counters().sum().pongs()).isEqualTo(1);
    assertThat(loop.view.counters().sum().pongNanos()).isPositive();
    patient.close();
  }

  /** Waits for the flush of the handshake, and of the pings that follow. */
  private void awaitFlushes(int count) {
    Awaitility.await().until(() -> transport.flushes.get() == count);
  }

  /** Opens a session of revision 3. Its client must send each ping within two intervals. */
  private Session open() {
    return open(3);
  }

  private Session open(int revision) {
    return open(server, revision);
  }

  private Session open(EngineServer server, int revision) {
    return server.open(
        new SessionParameters(
            server.newIdentity(revision), transport, loop.view, TestLoop.request()));
  }

  /** Keeps the loop busy. */
  private static void awaitAge(long since, Duration age) {
    Awaitility.await().until(() -> System.nanoTime() - since > age.toNanos());
  }

  private final class ReasonHandler implements ConnectionHandler {
    @Override
    public void onText(byte[] utf8) {}

    @Override
    public void onBinary(byte[] bytes) {}

    @Override
    public void onClose(DisconnectReason reason, String detail) {
      reasons.add(reason);
    }
  }
}
