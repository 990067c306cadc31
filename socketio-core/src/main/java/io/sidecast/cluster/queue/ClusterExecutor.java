package io.sidecast.cluster.queue;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.HostLoop;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks that call the broker, one at a time, in the order of their submission. A task runs
 * on the executor's own thread, or on the thread of a caller that finds the executor idle. The
 * thread that runs tasks at a given moment is called the cluster thread. The only event loop of a
 * server runs the tasks of all callers at the end of its turn, so that they can share an envelope.
 * Tasks do not block. An error of a task, or a stack overflow of a caller, does not stop later
 * tasks. Thread-safe.
 */
public final class ClusterExecutor implements Executor {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(ClusterExecutor.class));

  /** The number of tasks after which a thread leaves the rest to the thread of the executor. */
  private static final int BATCH = 32;

  /** The number of tasks after which the loop of the server looks after its clients again. */
  private static final int LOOP_BATCH = 1_024;

  private final ScheduledThreadPoolExecutor own;
  private final @Nullable HostLoop loop;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /**
   * Not 0 while a thread runs tasks. That thread resets it by a plain write: a method call could
   * overflow the stack, and the tasks would wait for ever.
   */
  private volatile int running;

  /** The number of tasks that the running thread may still begin. Confined to that thread. */
  private int left;

  /** 1 if the loop of the server will run tasks at the end of its turn. */
  private volatile int atEndOfTurn;

  private static final AtomicIntegerFieldUpdater<ClusterExecutor> AT_END_OF_TURN =
      AtomicIntegerFieldUpdater.newUpdater(ClusterExecutor.class, "atEndOfTurn");

  private static final AtomicIntegerFieldUpdater<ClusterExecutor> RUNNING =
      AtomicIntegerFieldUpdater.newUpdater(ClusterExecutor.class, "running");

  /**
   * Creates an executor with a thread of its own.
   *
   * @param self the node, which is in the name of the thread
   * @param loop the event loop of a server that has only one
   */
  public ClusterExecutor(NodeId self, @Nullable HostLoop loop) {
    this.loop = loop;
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

  /** Runs a task soon, and never within this call unless {@link #end} was called. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (running == 0) {
      handOver();
    }
  }

  /**
   * Runs a task at once on the calling thread if no other thread runs tasks, along with the tasks
   * that are added meanwhile; otherwise soon. Waking a thread would cost more than the task. An
   * interrupted thread runs no tasks: a task could take the interrupt for its own. In a server with
   * one loop, that loop runs the task at the end of its turn.
   */
  void executeHere(Runnable task) {
    tasks.add(task);
    if (loop != null) {
      runAtEndOfTurn(loop);
    } else if (Thread.currentThread().isInterrupted()) {
      handOver();
    } else {
      runIfIdle(BATCH);
    }
  }

  private void runAtEndOfTurn(HostLoop here) {
    if (atEndOfTurn != 0 || !AT_END_OF_TURN.compareAndSet(this, 0, 1)) {
      return;
    }
    boolean accepted = false;
    try {
      here.executor().execute(this::endTurn);
      accepted = true;
    } catch (RejectedExecutionException ended) {
      runIfIdle(Integer.MAX_VALUE);
    } finally {
      if (!accepted) {
        atEndOfTurn = 0; // also if the caller has no stack left: the next one tries again
      }
    }
  }

  private void endTurn() {
    atEndOfTurn = 0;
    runIfIdle(LOOP_BATCH);
  }

  /**
   * Removes the next task if it has this type and the running thread would begin it, so that one
   * task does the work of several. Confined to the running thread.
   */
  <T extends Runnable> @Nullable T nextIf(Class<T> type) {
    return left > 0 && type.isInstance(tasks.peek()) ? type.cast(next()) : null;
  }

  /** Runs a task after a delay. Does nothing after {@link #end}. */
  public Future<?> after(Duration delay, Runnable task) {
    try {
      return own.schedule(() -> runHere(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private void runHere(Runnable task) {
    tasks.add(task);
    runIfIdle(BATCH);
  }

  /**
   * Runs a task repeatedly. Each run begins an interval after the end of the run before, even if
   * that one failed.
   */
  public void every(Duration interval, Runnable task) {
    Future<?> unused = after(interval, () -> repeat(interval, task));
  }

  private void repeat(Duration interval, Runnable task) {
    try {
      task.run();
    } finally {
      every(interval, task);
    }
  }

  /** Ends the thread of the executor. Later tasks run on the threads of their callers. */
  public void end() {
    own.shutdown();
  }

  /**
   * Leaves the tasks to the thread of the executor. After an error here, the next caller runs them
   * too.
   */
  private void handOver() {
    try {
      own.execute(() -> runIfIdle(BATCH));
    } catch (RejectedExecutionException ended) {
      runIfIdle(Integer.MAX_VALUE);
    }
  }

  /**
   * Runs tasks unless another thread does; that thread then finds those that were added before this
   * call. The rest is left to the thread of the executor.
   */
  private void runIfIdle(int most) {
    boolean isMore = true;
    while (isMore && RUNNING.compareAndSet(this, 0, 1)) {
      try {
        isMore = runUpTo(most);
      } finally {
        running = 0;
      }
      if (isMore) {
        handOver();
        return;
      }
      isMore = !tasks.isEmpty();
    }
  }

  private boolean runUpTo(int most) {
    left = most;
    for (Runnable task = next(); task != null; task = next()) {
      runTask(task);
    }
    return left == 0 && !tasks.isEmpty();
  }

  private @Nullable Runnable next() {
    if (left == 0) {
      return null;
    }
    Runnable task = tasks.poll();
    if (task != null) {
      left--;
    }
    return task;
  }

  private static void runTask(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      report(failure);
    }
  }

  private static void report(Throwable failure) {
    try {
      failures.error(() -> "a cluster task failed", failure);
    } catch (Throwable unreported) {
      // The log fails for the same reason as the task: no memory, or no stack.
    }
  }
}
