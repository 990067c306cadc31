package io.sidecast.conformance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Any thread. One client's requests in the background, each made a little after the last was
 * answered. An answer is a failure if it is an error; one that stays out fails the case at the end.
 */
final class Traffic {

  private static final Executor PACE = CompletableFuture.delayedExecutor(5, MILLISECONDS);

  private final IntFunction<CompletableFuture<JsonNode>> request;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile int answered;
  private volatile int failed;
  private volatile long slowestNanos;

  private Traffic(IntFunction<CompletableFuture<JsonNode>> request) {
    this.request = request;
  }

  /** Starts; the function makes the request of a number, from 0 on. */
  static Traffic start(IntFunction<CompletableFuture<JsonNode>> request) {
    var traffic = new Traffic(request);
    traffic.next(0);
    return traffic;
  }

  /** Makes no more requests, and waits for the answer of the last. */
  Traffic stop() {
    stopping = true;
    TestClient.get(ended, "the last answer after " + answered);
    return this;
  }

  void awaitAnswered(int more) {
    int count = answered + more;
    await(count + " answers", () -> answered >= count);
  }

  void awaitFailed() {
    await("a request to fail", () -> failed > 0);
  }

  /** How many requests were made, all answered once it is stopped. */
  int answered() {
    return answered;
  }

  int failed() {
    return failed;
  }

  Duration slowest() {
    return Duration.ofNanos(slowestNanos);
  }

  private void await(String what, BooleanSupplier fact) {
    Awaitility.await(what)
        .atMost(TestClient.patience())
        .until(() -> ended.isCompletedExceptionally() || fact.getAsBoolean());
    if (ended.isCompletedExceptionally()) {
      stop();
    }
  }

  private void next(int number) {
    if (stopping) {
      ended.complete(null);
      return;
    }
    long start = System.nanoTime();
    request
        .apply(number)
        .orTimeout(TestClient.patience().toMillis(), MILLISECONDS)
        .whenComplete((answer, silence) -> answered(answer, silence, System.nanoTime() - start))
        .thenRunAsync(() -> next(number + 1), PACE);
  }

  /** One request at a time: nobody else writes these fields. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void answered(@Nullable JsonNode answer, @Nullable Throwable silence, long nanos) {
    if (answer == null) {
      ended.completeExceptionally(new AssertionError("request " + answered + ": " + silence));
      return;
    }
    slowestNanos = Math.max(slowestNanos, nanos);
    failed += answer.path(0).has("error") ? 1 : 0;
    answered++;
  }
}
