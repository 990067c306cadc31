package io.sidecast.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates the stages that are returned to users. A dependent of such a stage runs on a handler
 * thread, or on the attaching thread if the stage is complete. It never runs on the thread that
 * completes the inner stage: an event loop, a timer, the cluster executor or a thread of the
 * broker's client.
 *
 * <p>The completion itself moves to a handler thread, not each dependent. A user may return such a
 * stage from a {@code thenCompose} or combine it with other stages, and the dependents of those run
 * on the completing thread. Success and failure move in the same way.
 *
 * <p>Sidecast itself uses this type. It is public because packages cannot share it otherwise, and
 * it may change in every release.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public final class HandlerStages {

  private final Executor threads;
  private final @Nullable LoopWatchdog loops;

  /**
   * Creates the factory for the stages of one server.
   *
   * @param threads the executor of the completions and of the users' dependents. Its tasks must not
   *     queue behind handlers that block, and it must not reject a task
   * @param loops the calls of handlers on event loops, which must not wait for a stage; null if
   *     handlers may block
   */
  public HandlerStages(Executor threads, @Nullable LoopWatchdog loops) {
    this.threads = threads;
    this.loops = loops;
  }

  /**
   * Returns a stage with the result of another. It costs no thread switch if the other stage is
   * complete, or if no dependent is attached.
   *
   * @param stage a stage that completes on any thread
   * @param <T> the type of the result
   * @return a stage for a user
   */
  public <T extends @Nullable Object> CompletionStage<T> of(CompletionStage<T> stage) {
    return stage.toCompletableFuture().isDone() ? stage : new HandlerStage<>(stage, this);
  }

  /**
   * Returns a stage with a value computed from the result of another. It fails if the other stage
   * or the function fails.
   *
   * @param stage a stage that completes on any thread
   * @param value the function that computes the value, called once on a handler thread, or on the
   *     calling thread if the other stage is complete
   * @param <T> the type of the result
   * @param <R> the type of the value
   * @return a stage for a user
   */
  public <T extends @Nullable Object, R extends @Nullable Object> CompletionStage<R> of(
      CompletionStage<T> stage, Function<? super T, ? extends R> value) {
    var handed = new HandedFuture<R>(loops);
    hand(stage, handed, value);
    return handed;
  }

  /** Returns a future that completes on a handler thread, unless the stage is complete now. */
  <T extends @Nullable Object> CompletableFuture<T> completeOnHandlerThread(
      CompletionStage<T> stage) {
    var handed = new WatchedFuture<T>(loops);
    hand(stage, handed, result -> result);
    return handed;
  }

  private <T extends @Nullable Object, R extends @Nullable Object> void hand(
      CompletionStage<T> stage,
      CompletableFuture<R> handed,
      Function<? super T, ? extends R> value) {
    var inner = stage.toCompletableFuture();
    Executor thread = inner.isDone() ? Runnable::run : threads;
    inner.whenComplete(
        (result, failure) ->
            thread.execute(
                () -> {
                  if (failure == null) {
                    complete(handed, result, value);
                  } else {
                    handed.completeExceptionally(cause(failure));
                  }
                }));
  }

  private static <T extends @Nullable Object, R extends @Nullable Object> void complete(
      CompletableFuture<R> handed, T result, Function<? super T, ? extends R> value) {
    try {
      handed.complete(value.apply(result));
    } catch (Throwable failure) {
      handed.completeExceptionally(failure);
    }
  }

  /**
   * A future that only the library completes. {@link #toCompletableFuture} returns a copy, which a
   * user may cancel or complete: the dependents of this future still receive the result.
   */
  private static final class HandedFuture<T extends @Nullable Object> extends WatchedFuture<T> {

    HandedFuture(@Nullable LoopWatchdog loops) {
      super(loops);
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
      CompletableFuture<T> copy = newIncompleteFuture();
      whenComplete(
          (result, failure) -> {
            if (failure == null) {
              copy.complete(result);
            } else {
              copy.completeExceptionally(failure);
            }
          });
      return copy;
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
