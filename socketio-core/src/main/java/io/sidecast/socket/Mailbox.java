package io.sidecast.socket;

import io.sidecast.log.RateLimitedLog;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one socket one at a time, in order, on threads that may block. Calls the
 * executor outside of the monitor, because the executor may block or run the task on the calling
 * thread. Thread-safe.
 */
final class Mailbox implements Executor, Runnable {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(Mailbox.class));

  /** The number of tasks after which a mailbox yields its thread. */
  private static final int BATCH = 64;

  private final Executor threads;

  /** The task that waits longest, in a field because most sockets never have another. */
  private @Nullable Runnable oldest;

  /** The tasks after it; null before there is one. */
  private @Nullable ArrayDeque<Runnable> others;

  private boolean running;
  private @Nullable Runnable first;

  /**
   * Creates an empty mailbox.
   *
   * @param threads the executor of the tasks
   */
  Mailbox(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable work) {
    if (add(work)) {
      threads.execute(this);
    }
  }

  /**
   * Runs a task at once on the calling thread if no other task runs or waits, otherwise like {@link
   * #execute}. The tasks that are added meanwhile run on the executor.
   */
  void executeHere(Runnable work) {
    if (!startOrAdd(work)) {
      return;
    }
    runTask(work);
    if (isMore()) {
      threads.execute(this);
    }
  }

  private synchronized boolean startOrAdd(Runnable work) {
    boolean start = mustStart();
    if (!start) {
      append(work);
    }
    return start;
  }

  /** Returns whether a task is left to run; otherwise no task runs from now on. */
  private synchronized boolean isMore() {
    running = first == null && oldest != null;
    return running;
  }

  private synchronized boolean add(Runnable work) {
    append(work);
    return mustStart();
  }

  private void append(Runnable work) {
    if (oldest == null) {
      oldest = work;
    } else {
      others().addLast(work);
    }
  }

  private void prepend(Runnable work) {
    if (oldest != null) {
      others().addFirst(oldest);
    }
    oldest = work;
  }

  private ArrayDeque<Runnable> others() {
    if (others == null) {
      others = new ArrayDeque<>(2);
    }
    return others;
  }

  private @Nullable Runnable poll() {
    Runnable task = oldest;
    oldest = others == null ? null : others.pollFirst();
    return task;
  }

  /**
   * Holds the mailbox: tasks wait until {@link #release}. A running task completes first.
   *
   * @param task the task that runs first after the release
   */
  synchronized void hold(Runnable task) {
    first = task;
  }

  /** Ends {@link #hold}. Does nothing if the mailbox is not held. */
  void release() {
    if (unhold()) {
      threads.execute(this);
    }
  }

  private synchronized boolean unhold() {
    if (first == null) {
      return false;
    }
    prepend(first);
    first = null;
    return mustStart();
  }

  /** Returns whether no task runs or waits. */
  synchronized boolean isIdle() {
    return !running && first == null && oldest == null;
  }

  private boolean mustStart() {
    if (running || first != null) {
      return false;
    }
    running = true;
    return true;
  }

  /** Runs a batch of the tasks; called by the executor. */
  @Override
  public void run() {
    for (int i = 0; i < BATCH; i++) {
      Runnable work = next();
      if (work == null) {
        return;
      }
      runTask(work);
    }
    threads.execute(this);
  }

  private static void runTask(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      failures.error(() -> "a task of a socket threw", e);
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = first == null ? poll() : null;
    if (task == null) {
      running = false;
    }
    return task;
  }
}
