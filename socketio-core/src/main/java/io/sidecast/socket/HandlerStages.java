package io.sidecast.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stages that users get. What a user attaches to one runs on a handler thread, or at once on
 * the thread that attaches it if the stage is complete already. It never runs on the thread that
 * completes the inner stage: an event loop, a timer, the cluster thread or a thread of the broker's
 * client.
 *
 * <p>Not the dependents are moved to a handler thread but the completion itself. A user may return
 * such a stage from a {@code thenCompose} or combine it with stages of his own, and the dependents
 * of those run on the completing thread. Success and failure take the same way. Thread-safe.
 */
public final class HandlerStages {

  private final Executor threads;

  /**
   * Creates the door for the stages of one server.
   *
   * @param threads runs the completions and what users attach; does not wait for handlers that
   *     block, and drops nothing
   */
  public HandlerStages(Executor threads) {
    this.threads = threads;
  }

  /**
   * A stage with the result of another. It costs no thread switch if the other is complete, or if
   * nobody attaches anything to it.
   *
   * @param stage completes on any thread
   * @param <T> the type of the result
   * @return a stage for a user
   */
  public <T extends @Nullable Object> CompletionStage<T> of(CompletionStage<T> stage) {
    return stage.toCompletableFuture().isDone() ? stage : new HandlerStage<>(stage, this);
  }

  /**
   * A stage with a value that is made of the result of another. A failure of the function is a
   * failure of the stage.
   *
   * @param stage completes on any thread
   * @param value makes the value, once; runs on a handler thread, or on the calling thread if the
   *     other stage is complete
   * @param <T> the type of the result
   * @param <R> the type of the value
   * @return a stage for a user
   */
  public <T extends @Nullable Object, R extends @Nullable Object> CompletionStage<R> of(
      CompletionStage<T> stage, Function<? super T, ? extends R> value) {
    return handOver(stage).thenApply(value);
  }

  /** A future that is completed on a handler thread, unless the stage is complete now. */
  <T extends @Nullable Object> CompletableFuture<T> handOver(CompletionStage<T> stage) {
    var inner = stage.toCompletableFuture();
    if (inner.isDone()) {
      return inner;
    }
    var handed = new CompletableFuture<T>();
    inner.whenComplete(
        (result, failure) -> threads.execute(() -> complete(handed, result, failure)));
    return handed;
  }

  private static <T extends @Nullable Object> void complete(
      CompletableFuture<T> handed, T result, @Nullable Throwable failure) {
    if (failure == null) {
      handed.complete(result);
    } else {
      handed.completeExceptionally(cause(failure));
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
