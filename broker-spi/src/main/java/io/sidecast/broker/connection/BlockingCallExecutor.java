package io.sidecast.broker.connection;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pool of daemon threads for the blocking calls of a client library. A thread ends when it is
 * idle. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BlockingCallExecutor extends ThreadPoolExecutor {

  private static final int IDLE_SECONDS = 1;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private BlockingCallExecutor(String name, int threads, BlockingQueue<Runnable> queue) {
    super(
        queue instanceof SynchronousQueue ? 0 : threads,
        threads,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        queue,
        task -> {
          var thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
    allowCoreThreadTimeOut(true);
  }

  /**
   * Creates a pool with a limit.
   *
   * @param name the name of the threads
   * @param threads the maximum number of threads
   * @param waiting the maximum number of tasks that wait for a thread; more are rejected
   * @return a pool without a thread
   */
  public static BlockingCallExecutor limited(String name, int threads, int waiting) {
    return new BlockingCallExecutor(name, threads, new LinkedBlockingQueue<>(waiting));
  }

  /**
   * Creates a pool without a limit, for a client library that occupies its threads.
   *
   * @param name the name of the threads
   * @return a pool without a thread
   */
  public static BlockingCallExecutor unlimited(String name) {
    return new BlockingCallExecutor(name, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  /**
   * Calls a function on a thread of this pool.
   *
   * @param call the function, which may block
   * @param <T> the type of the result
   * @return a future that settles on that thread as the function does, and fails if this pool
   *     rejects the task
   */
  public <T extends @Nullable Object> CompletableFuture<T> call(Callable<T> call) {
    var result = new CompletableFuture<T>();
    try {
      execute(
          () -> {
            try {
              result.complete(call.call());
            } catch (Throwable failure) {
              result.completeExceptionally(failure);
            }
          });
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(full);
    }
    return result;
  }

  /**
   * Returns the end of the threads.
   *
   * @return a stage that completes after {@link #shutdown}, when the submitted tasks are done
   */
  public CompletionStage<Void> ended() {
    return ended;
  }

  @Override
  protected void terminated() {
    ended.complete(null);
  }
}
