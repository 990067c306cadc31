package io.sidecast.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Any thread. Calls what may only be called on a loop.
 *
 * @param loop the loop
 */
record LoopExecutor(Executor loop) {

  /**
   * Runs a task on the loop, and settles as its stage does, with an exception that is not wrapped.
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

  /** An exception or error that a link throws fails one stage, and not the loop. */
  static <T> CompletionStage<T> started(Supplier<CompletionStage<T>> task) {
    try {
      return task.get();
    } catch (Throwable failure) {
      return CompletableFuture.failedStage(failure);
    }
  }
}
