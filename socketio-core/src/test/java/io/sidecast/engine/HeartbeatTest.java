package io.sidecast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.ConnectionHandler;
import io.sidecast.socket.DisconnectReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client's time is over when it is over, however late the timers of a busy loop run. */
class HeartbeatTest {

  private static final Duration BEAT = Duration.ofMillis(20);

  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final List<DisconnectReason> reasons = new ArrayList<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var made = new Thread(task);
            thread.set(made);
            return made;
          });
  private final EngineLoop loop =
      new EngineLoop(executor, () -> Thread.currentThread() == thread.get());
  private final EngineServer server =
      new EngineServer(
          EngineSettings.builder().allowEio3(true).pingInterval(BEAT).pingTimeout(BEAT).build(),
          connection -> new ReasonHandler());

  @AfterEach
  void close() {
    server.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    executor.shutdownNow();
  }

  /** The loop is busy from the opening until the request: no timer can have run. */
  @Test
  void requestThatComesTooLateFindsTheSessionClosed() throws Exception {
    var reasonsAtRequest = new CompletableFuture<List<DisconnectReason>>();
    executor
        .submit(
            () -> {
              var opening =
                  new Opening(server.newIdentity(3), new RecordingTransport(), loop, request());
              Session session = server.open(opening);
              long opened = System.nanoTime();
              session.onRequest(() -> assertThat(reasons).isEmpty());
              Awaitility.await()
                  .until(() -> System.nanoTime() - opened > BEAT.multipliedBy(2).toNanos());
              session.onRequest(() -> reasonsAtRequest.complete(List.copyOf(reasons)));
            })
        .get(10, TimeUnit.SECONDS);
    assertThat(reasonsAtRequest.get(10, TimeUnit.SECONDS))
        .containsExactly(DisconnectReason.PING_TIMEOUT);
  }

  private static RequestHead request() {
    var address = InetSocketAddress.createUnresolved("test", 1);
    return new RequestHead("/", Map.of(), Map.of(), address, false);
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
