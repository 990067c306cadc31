package io.sidecast.cluster;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what calls the broker, one task at a time, in the order in which tasks came: on a thread of
 * its own, or on a caller's that finds it idle. Any thread. Tasks do not block.
 */
final class ClusterThread implements Executor {

  private static final Logger log = LoggerFactory.getLogger(ClusterThread.class);

  /** Whoever runs so many tasks leaves the rest to the thread of its own. */
  private static final int BATCH = 32;

  private final ScheduledThreadPoolExecutor own;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** How many tasks are not done. Whoever adds the first one has to see that all are run. */
  private final AtomicInteger undone = new AtomicInteger();

  ClusterThread(NodeId self) {
    own =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, "sidecast-cluster-" + self);
              thread.setDaemon(true);
              return thread;
            });
    own.setRemoveOnCancelPolicy(true);
    own.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task soon, and never within this call unless the thread of its own has ended. */
  @Override
  public void execute(Runnable task) {
    if (isFirst(task)) {
      handOver();
    }
  }

  /**
   * Runs a task at once on the calling thread, if none is running, and what others add meanwhile;
   * else soon. To wake a thread would cost more than the task. A thread that is to stop what it
   * does, since it was interrupted, does not begin with this.
   */
  void executeHere(Runnable task) {
    if (isFirst(task)) {
      if (Thread.currentThread().isInterrupted()) {
        handOver();
      } else {
        run(BATCH);
      }
    }
  }

  /** After the end of the thread this does nothing. */
  Future<?> after(Duration delay, Runnable task) {
    try {
      return own.schedule(() -> executeHere(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The next run begins an interval after the end of the one before. */
  void every(Duration interval, Runnable task) {
    Future<?> unused = after(interval, () -> repeat(interval, task));
  }

  private void repeat(Duration interval, Runnable task) {
    task.run();
    every(interval, task);
  }

  /** Ends the thread. What still comes runs on the threads of callers. */
  void end() {
    own.shutdown();
  }

  private boolean isFirst(Runnable task) {
    tasks.add(task);
    return undone.getAndIncrement() == 0;
  }

  private void handOver() {
    try {
      own.execute(() -> run(BATCH));
    } catch (RejectedExecutionException ended) {
      run(Integer.MAX_VALUE);
    }
  }

  /** Only one thread at a time is here: whoever has added the first task, or took over from it. */
  private void run(int most) {
    for (int i = 0; i < most; i++) {
      perform(tasks.remove());
      if (undone.decrementAndGet() == 0) {
        return;
      }
    }
    handOver();
  }

  private static void perform(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      log.error("a task of the cluster has failed", e);
    }
  }
}
