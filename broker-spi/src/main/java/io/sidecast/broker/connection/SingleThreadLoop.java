package io.sidecast.broker.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * An executor with one daemon thread, for a {@link BrokerConnectionFactory} whose client library
 * has no event loop. The thread ends after {@link #shutdown}. Thread-safe.
 *
 * @since 0.1.0
 */
public class SingleThreadLoop extends ScheduledThreadPoolExecutor {

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * Creates a loop. Its thread starts with the first task.
   *
   * @param name the name of the thread
   */
  public SingleThreadLoop(String name) {
    super(
        1,
        task -> {
          var thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Returns the end of the thread.
   *
   * @return a stage that completes after {@link #shutdown}, when the submitted tasks are done;
   *     delayed tasks are cancelled
   */
  public CompletionStage<Void> ended() {
    return ended;
  }

  /** Ends the thread after the submitted tasks; cancels delayed tasks. */
  @Override
  public void shutdown() {
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    super.shutdown();
  }

  @Override
  protected void terminated() {
    ended.complete(null);
  }
}
