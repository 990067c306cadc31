package io.sidecast.engine;

import io.sidecast.connection.Connection;
import io.sidecast.connection.EngineListener;
import io.sidecast.http.AllowRequest;
import io.sidecast.http.ConnectionError;
import io.sidecast.http.RequestDecision;
import io.sidecast.http.RequestHead;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The user code that the engine calls. Thread-safe.
 *
 * @param allowRequest decides which requests may open a session; null to allow all
 * @param listener receives the events of connections; null for none
 * @param executor runs the hook and the listener, which may block
 * @param deadline the maximum time for a decision
 */
public record EngineHooks(
    @Nullable AllowRequest allowRequest,
    @Nullable EngineListener listener,
    Executor executor,
    Duration deadline) {

  /** Hooks that allow every request and have no listener. */
  public static final EngineHooks NONE =
      new EngineHooks(null, null, Runnable::run, Duration.ofSeconds(10));

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(EngineHooks.class));

  /** Decides about a request. The stage completes within the deadline and never fails. */
  CompletionStage<RequestDecision> decide(RequestHead request) {
    AllowRequest hook = allowRequest;
    if (hook == null) {
      return CompletableFuture.completedStage(RequestDecision.allow());
    }
    return CompletableFuture.supplyAsync(() -> ask(hook, request), executor)
        .thenCompose(decision -> decision)
        .thenApply(Objects::requireNonNull)
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            failure -> {
              failures.warn(
                  () -> "request refused: the hook that decides about it failed", failure);
              return RequestDecision.refuse();
            });
  }

  private static CompletionStage<RequestDecision> ask(AllowRequest hook, RequestHead request) {
    try {
      return hook.decide(request);
    } catch (Exception failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  void opened(Connection connection) {
    EngineListener receiver = listener;
    if (receiver != null) {
      executor.execute(() -> guard(() -> receiver.onConnection(connection)));
    }
  }

  /** Reports a refused request. Its description is not created without a listener. */
  void refused(Supplier<ConnectionError> report) {
    EngineListener receiver = listener;
    if (receiver != null) {
      ConnectionError error = report.get();
      executor.execute(() -> guard(() -> receiver.onConnectionError(error)));
    }
  }

  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error failure) {
      failures.warn(() -> "an engine listener failed", failure);
    }
  }
}
