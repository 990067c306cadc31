package io.sidecast.broker.connection;

import io.sidecast.broker.BrokerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Runs tasks on a loop. Thread-safe.
 *
 * @param loop the executor with one thread
 */
record LoopExecutor(Executor loop) {

  /**
   * Runs a task on the loop.
   *
   * @return a stage that settles as the stage of the task does, fails with a {@link
   *     BrokerException}, and fails with {@link BrokerException.Kind#CLOSED} after the end of the
   *     loop
   */
  CompletionStage<Void> call(Supplier<CompletionStage<Void>> task) {
    var done = new CompletableFuture<Void>();
    Runnable run =
        () ->
            started(task)
                .whenComplete(
                    (nothing, failure) -> {
                      if (failure == null) {
                        done.complete(null);
                      } else {
                        done.completeExceptionally(BrokerException.of(failure));
                      }
                    });
    try {
      loop.execute(run);
    } catch (RejectedExecutionException ended) {
      done.completeExceptionally(BrokerException.closed());
    }
    return done;
  }

  /** Starts a task. A throwable of the task fails the returned stage instead of the loop. */
  static <T> CompletionStage<T> started(Supplier<CompletionStage<T>> task) {
    try {
      return task.get();
    } catch (Throwable failure) {
      return CompletableFuture.failedStage(failure);
    }
  }
}
