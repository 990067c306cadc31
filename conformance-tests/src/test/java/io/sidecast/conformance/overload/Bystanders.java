package io.sidecast.conformance.overload;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.conformance.TestClient;
import io.sidecast.conformance.TestNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Clients of one node that behave well: each sends an echo shortly after the answer to the one
 * before. A missing answer fails the test at the end. Thread-safe.
 */
final class Bystanders implements AutoCloseable {

  static final int COUNT = 10;
  private static final long LONGEST_ECHO_SECONDS = 30;
  private static final Executor PACE = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private final List<TestClient> clients;
  private final List<CompletableFuture<Void>> ends =
      IntStream.range(0, COUNT).mapToObj(i -> new CompletableFuture<Void>()).toList();
  private volatile ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  Bystanders(TestNode node) {
    clients =
        IntStream.range(0, COUNT)
            .mapToObj(i -> TestClient.connect(node.url(), "websocket"))
            .toList();
    clients.forEach(TestClient::sid);
    for (int i = 0; i < COUNT; i++) {
      echo(clients.get(i), ends.get(i));
    }
  }

  private void echo(TestClient client, CompletableFuture<Void> end) {
    if (stopping) {
      end.complete(null);
      return;
    }
    long start = System.nanoTime();
    client
        .start("echo", "bystander")
        .orTimeout(LONGEST_ECHO_SECONDS, TimeUnit.SECONDS)
        .whenComplete((answer, silence) -> answered(end, silence, System.nanoTime() - start))
        .thenRunAsync(() -> echo(client, end), PACE);
  }

  private void answered(CompletableFuture<Void> end, @Nullable Throwable silence, long duration) {
    if (silence == null) {
      nanos.add(duration);
    } else {
      end.completeExceptionally(silence);
    }
  }

  /** Returns the report of the node. */
  JsonNode report() {
    return clients.get(0).stats();
  }

  /** Starts a new measurement and returns when each client has an answer. */
  void begin() {
    nanos = new ConcurrentLinkedQueue<>();
    Awaitility.await("echoes of the bystanders")
        .atMost(LONGEST_ECHO_SECONDS, TimeUnit.SECONDS)
        .until(() -> nanos.size() >= COUNT);
  }

  /** Returns the echoes since {@link #begin}, with their quantiles. */
  String summary() {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return "%,d echoes, p50 %.1f ms, p99 %.1f ms, slowest %.1f ms"
        .formatted(
            sorted.length,
            sorted[sorted.length / 2] / 1e6,
            sorted[(int) (sorted.length * 0.99)] / 1e6,
            sorted[sorted.length - 1] / 1e6);
  }

  /** Ends the echoes. Fails if one had no answer. */
  void stop() {
    stopping = true;
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .orTimeout(LONGEST_ECHO_SECONDS + 10, TimeUnit.SECONDS)
        .join();
  }

  @Override
  public void close() {
    stopping = true;
    clients.forEach(TestClient::close);
  }
}
