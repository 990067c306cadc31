package io.sidecast.conformance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one client in the background, each sent shortly after the last answer. An answer
 * with an error counts as failed; a missing answer fails the case at the end. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Traffic {

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

  /**
   * Starts the requests.
   *
   * @param request sends the request with a number, counted from 0, and completes with its answer
   * @return the running requests
   */
  public static Traffic start(IntFunction<CompletableFuture<JsonNode>> request) {
    var traffic = new Traffic(request);
    traffic.next(0);
    return traffic;
  }

  /**
   * Sends no further request and waits for the last answer.
   *
   * @return this object
   */
  public Traffic stop() {
    stopping = true;
    TestClient.get(ended, "the last answer after " + answered);
    return this;
  }

  /**
   * Waits for further answers.
   *
   * @param more the number of answers from now on
   */
  public void awaitAnswered(int more) {
    int count = answered + more;
    await(count + " answers", () -> answered >= count);
  }

  void awaitFailed() {
    await("a request to fail", () -> failed > 0);
  }

  /**
   * Returns the number of answered requests.
   *
   * @return the count, with the failed ones
   */
  public int answered() {
    return answered;
  }

  /**
   * Returns the number of requests that were answered with an error.
   *
   * @return the count
   */
  public int failed() {
    return failed;
  }

  Duration slowest() {
    return Duration.ofNanos(slowestNanos);
  }

  private void await(String what, BooleanSupplier fact) {
    try {
      Awaitility.await()
          .atMost(TestClient.maxWait())
          .until(() -> ended.isCompletedExceptionally() || fact.getAsBoolean());
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(
          "not within %s: %s; %d answers, %d of them errors"
              .formatted(TestClient.maxWait(), what, answered, failed),
          late);
    }
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
        .orTimeout(TestClient.maxWait().toMillis(), MILLISECONDS)
        .whenComplete((answer, silence) -> answered(answer, silence, System.nanoTime() - start))
        .thenRunAsync(() -> next(number + 1), PACE);
  }

  /**
   * Records an answer. One request is pending at a time, so no other thread writes these fields.
   */
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
