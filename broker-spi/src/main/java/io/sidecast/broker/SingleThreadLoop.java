package io.sidecast.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Any thread. The loop of a {@link BrokerConnectionFactory} whose client library has none: one
 * thread, which ends with {@link #shutdown}.
 */
public final class SingleThreadLoop extends ScheduledThreadPoolExecutor {

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * Creates a loop; its thread starts with the first task.
   *
   * @param name that of the thread
   */
  public SingleThreadLoop(String name) {
    super(
        1,
        task -> {
          var thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Tells when the thread is free.
   *
   * @return a stage that completes after {@link #shutdown}, when what was begun is done
   */
  public CompletionStage<Void> ended() {
    return ended;
  }

  @Override
  protected void terminated() {
    ended.complete(null);
  }
}
