package io.sidecast.cluster;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that calls the broker and keeps the membership. Tasks do not block and do not
 * throw.
 */
final class ClusterThread implements Executor {

  private final ScheduledThreadPoolExecutor executor;

  ClusterThread(NodeId self) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, "sidecast-cluster-" + self);
              thread.setDaemon(true);
              return thread;
            },
            (task, closed) -> {});
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  Future<?> after(Duration delay, Runnable task) {
    return executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The next run begins an interval after the end of the one before. */
  void every(Duration interval, Runnable task) {
    Future<?> unused = after(interval, () -> repeat(interval, task));
  }

  private void repeat(Duration interval, Runnable task) {
    task.run();
    every(interval, task);
  }

  /** Lets the tasks that were handed in before run, and ends the thread. */
  void end() {
    executor.shutdown();
  }
}
