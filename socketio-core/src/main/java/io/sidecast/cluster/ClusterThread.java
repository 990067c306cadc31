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
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** Whether a thread runs tasks, or is about to. The thread that sets it runs them. */
  private final AtomicBoolean running = new AtomicBoolean();

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
    own.prestartCoreThread();
    own.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs a task soon, and never within this call unless the thread of its own has ended. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (running.compareAndSet(false, true)) {
      handOver();
    }
  }

  /**
   * Runs a task at once on the calling thread, if none is running, and what others add meanwhile;
   * else soon. To wake a thread would cost more than the task. A thread that is to stop what it
   * does, since it was interrupted, does not begin with this.
   */
  void executeHere(Runnable task) {
    tasks.add(task);
    if (running.compareAndSet(false, true)) {
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

  /** The next run begins an interval after the end of the one before, however that ended. */
  void every(Duration interval, Runnable task) {
    Future<?> unused = after(interval, () -> repeat(interval, task));
  }

  private void repeat(Duration interval, Runnable task) {
    try {
      task.run();
    } finally {
      every(interval, task);
    }
  }

  /** Ends the thread. What still comes runs on the threads of callers. */
  void end() {
    own.shutdown();
  }

  /** If this fails by an error, the next task that is added takes all of them along. */
  private void handOver() {
    boolean done = false;
    try {
      own.execute(() -> run(BATCH));
      done = true;
    } catch (RejectedExecutionException ended) {
      done = true;
      run(Integer.MAX_VALUE);
    } finally {
      if (!done) {
        running.set(false);
      }
    }
  }

  /**
   * Runs tasks. One thread at a time is here: the one that set {@link #running}, or took over from
   * it. An error outside of a task, such as the end of this thread's stack, leaves the rest to the
   * next caller.
   */
  private void run(int most) {
    boolean isMore;
    try {
      isMore = runUpTo(most);
    } catch (Throwable failure) {
      running.set(false);
      throw failure;
    }
    if (!isMore) {
      running.set(false);
      isMore = !tasks.isEmpty() && running.compareAndSet(false, true);
    }
    if (isMore) {
      handOver();
    }
  }

  private boolean runUpTo(int most) {
    for (int i = 0; i < most; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return false;
      }
      perform(task);
    }
    return !tasks.isEmpty();
  }

  private static void perform(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      report(failure);
    }
  }

  private static void report(Throwable failure) {
    try {
      log.error("a task of the cluster has failed", failure);
    } catch (Throwable unreported) {
      // The log fails for the same reason as the task did: no memory, or no stack.
    }
  }
}
