package io.sidecast;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may block on as few threads as will do, since to wake a thread costs more than a
 * short task. Any thread.
 *
 * <p>A worker takes one task after another. A task is left to the workers if one of them took its
 * last task a moment ago, and will be back soon; else one more starts. If that trust was misplaced
 * and the task still waits, the timer starts one more a moment later.
 */
final class HandlerPool implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerPool.class);

  /** Whoever took a task so long ago may be blocked. */
  private static final long SOON_NANOS = 100_000;

  /** What was left to a worker waits for it so long. */
  private static final Duration TRUST = Duration.ofMillis(1);

  /** How often a worker that finds nothing looks again, at most. */
  private static final int MOST_LOOKS = 16;

  private final Executor threads;
  private final int size;
  private final ScheduledExecutorService timer;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger workers = new AtomicInteger();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long lastTaken = System.nanoTime();

  /** More when the last looks were worth it; the one that looks changes it. */
  private volatile int looks = 1;

  /**
   * Creates a pool without workers.
   *
   * @param threads runs the workers
   * @param size the most workers at a time
   * @param timer starts more of them when too few are awake
   */
  HandlerPool(Executor threads, int size, ScheduledExecutorService timer) {
    this.threads = threads;
    this.size = size;
    this.timer = timer;
  }

  /**
   * Runs a task soon.
   *
   * @throws RejectedExecutionException if the threads have ended
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (workers.get() == 0 || System.nanoTime() - lastTaken > SOON_NANOS) {
      startWorker();
    } else {
      watchSoon();
    }
  }

  /** Starts workers for all that waits, as far as there may be; for the last time. */
  void hurry() {
    tasks.forEach(waiting -> startWorker());
  }

  /** Drops what waits. */
  void forget() {
    tasks.clear();
  }

  private void startWorker() {
    if (workers.incrementAndGet() > size) {
      workers.decrementAndGet();
      return;
    }
    lastTaken = System.nanoTime();
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException ended) {
      workers.decrementAndGet();
      throw ended;
    }
  }

  private void watchSoon() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      Future<?> unused = timer.schedule(this::watch, TRUST.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void watch() {
    watched.set(false);
    if (!tasks.isEmpty()) {
      startWorker();
      watchSoon();
    }
  }

  /** What is added while a worker retires was left to it, perhaps. */
  private void work() {
    do {
      for (Runnable task = next(); task != null; task = next()) {
        perform(task);
      }
      workers.decrementAndGet();
    } while (!tasks.isEmpty() && workers.incrementAndGet() > 0);
  }

  private static void perform(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      log.error("a task has failed", e);
    }
    Thread.interrupted(); // that was meant for this task
  }

  private @Nullable Runnable next() {
    Runnable task = tasks.poll();
    if (task == null && looking.compareAndSet(false, true)) {
      task = look();
      looking.set(false);
    }
    if (task != null) {
      lastTaken = System.nanoTime();
    }
    return task;
  }

  /** The next task may be about to come; one worker lets others go first and looks again. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing but the cost depends on the scheduler here
  private @Nullable Runnable look() {
    int most = looks;
    for (int i = 0; i < most; i++) {
      Thread.yield();
      Runnable task = tasks.poll();
      if (task != null) {
        looks = Math.min(MOST_LOOKS, 2 * most);
        return task;
      }
    }
    looks = Math.max(1, most / 2);
    return null;
  }
}
