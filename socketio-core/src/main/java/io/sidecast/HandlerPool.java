package io.sidecast;

import io.sidecast.log.RateLimitedLog;
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
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor for tasks that may block. It runs as few threads as possible, because waking a thread
 * costs more than a short task.
 *
 * <p>Each worker runs one task after another. A new task waits for a running worker if a worker
 * took a task within the last 100 microseconds or is about to start; otherwise the pool starts
 * another worker. The timer checks a millisecond later, and starts one more worker if the task may
 * still wait. Each check that finds no such task doubles the delay of the next one, up to eight
 * milliseconds. If all workers are busy and tasks have waited for 20 milliseconds, the pool doubles
 * the limit of workers, up to the maximum, unless workers take tasks and the JVM keeps the
 * processors busy: more workers would not help then. Every 30 seconds the limit shrinks to the
 * number of running workers, but not below the usual number. Thread-safe.
 */
final class HandlerPool implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerPool.class);
  private static final RateLimitedLog failures = RateLimitedLog.ofFailures(log);

  /** The maximum age of the last taken task at which a new task waits for a running worker. */
  private static final long RECENT_NANOS = 100_000;

  /** The shortest and the longest delay until the timer checks for tasks that wait. */
  private static final long MIN_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long MAX_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  /** The time that a task waits for a busy worker before the limit grows. */
  private static final Duration STALL = Duration.ofMillis(20);

  /** The minimum time between two warnings of one pool. */
  private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

  private static final Duration SHRINK_INTERVAL = Duration.ofSeconds(30);

  /** The maximum number of times that an idle worker polls for a task. */
  private static final int MAX_POLLS = 16;

  private final Executor threads;
  private final Size size;
  private final ScheduledExecutorService timer;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger workers = new AtomicInteger();

  /** The number of workers whose thread does not run yet. */
  private final AtomicInteger starting = new AtomicInteger();

  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean pollingAgain = new AtomicBoolean();
  private final RateLimitedLog full = new RateLimitedLog(log, REPORT_INTERVAL);
  private final LongAdder timesFull = new LongAdder();
  private volatile long lastTaken = System.nanoTime();
  private volatile boolean ended;

  /** Whether a worker has found no task since the timer was set. */
  private volatile boolean drained;

  /** The delay of the next check. Written by the timer. */
  private volatile long checkNanos = MIN_CHECK_NANOS;

  /** The current limit of workers. Written by the timer, and at the end of the pool. */
  private volatile int limit;

  /**
   * The number of polls of the next idle worker: it doubles after a successful poll and halves
   * otherwise. Written by the worker that polls.
   */
  private volatile int polls = 1;

  /** The time at which the timer was set. */
  private volatile long watchedSince = System.nanoTime();

  private final BusyProcessors processors = new BusyProcessors();

  /** The time at which the pool became full; null while a worker is free. Confined to the timer. */
  private @Nullable Long fullSince;

  /**
   * The number of workers of a pool.
   *
   * @param normal the maximum number of workers while tasks are taken
   * @param most the maximum number of workers while all others are blocked
   * @param warningDelay the time for which the pool may be full, with waiting tasks, before it logs
   *     a warning
   */
  record Size(int normal, int most, Duration warningDelay) {}

  /**
   * Creates a pool without workers.
   *
   * @param threads the executor that runs the workers at once and without a limit of its own
   * @param size the number of workers
   * @param timer the timer that starts more workers when too few are running
   */
  HandlerPool(Executor threads, Size size, ScheduledExecutorService timer) {
    this.threads = threads;
    this.size = size;
    this.timer = timer;
    this.limit = size.normal();
  }

  /**
   * Runs a task soon.
   *
   * @throws RejectedExecutionException if the pool has ended; the task does not run then
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (ended) {
      reject(task, new RejectedExecutionException("the pool has ended"));
    } else if (mustStartWorker()) {
      try {
        startWorker();
      } catch (RejectedExecutionException end) {
        reject(task, end);
      }
    } else {
      watchSoon();
    }
  }

  private boolean mustStartWorker() {
    return workers.get() == 0
        || (starting.get() == 0 && System.nanoTime() - lastTaken > RECENT_NANOS);
  }

  /** Rejects a task, unless a worker has already taken it. */
  private void reject(Runnable task, RejectedExecutionException end) {
    if (tasks.remove(task)) {
      throw end;
    }
  }

  /** Accepts no more tasks, and starts workers for all waiting tasks, up to the maximum. */
  void end() {
    ended = true;
    limit = size.most();
    startForAll();
  }

  /** Drops the waiting tasks. */
  void forget() {
    tasks.clear();
  }

  /** The number of times that the pool was full for the warning delay. */
  long timesFull() {
    return timesFull.sum();
  }

  private void startForAll() {
    tasks.forEach(waiting -> startWorker());
  }

  private void startWorker() {
    if (workers.incrementAndGet() > limit) {
      workers.decrementAndGet();
      watchSoon();
      return;
    }
    lastTaken = System.nanoTime();
    starting.incrementAndGet();
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException end) {
      removeStarting();
      throw end;
    } catch (OutOfMemoryError noThread) {
      removeStarting();
      failures.error(
          () -> "cannot start a handler thread: its task waits for a running one", noThread);
      watchSoon();
    }
  }

  private void removeStarting() {
    starting.decrementAndGet();
    workers.decrementAndGet();
  }

  private void watchSoon() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      drained = false;
      watchedSince = System.nanoTime();
      long pause = workers.get() < limit ? checkNanos : STALL.toNanos();
      Future<?> unused = timer.schedule(this::watch, pause, TimeUnit.NANOSECONDS);
    }
  }

  /** Starts a worker if a task may have waited since the timer was set. */
  private void watch() {
    watched.set(false);
    boolean isMore = !tasks.isEmpty();
    if (isMore && !drained) {
      checkNanos = MIN_CHECK_NANOS;
      addWorkers();
    } else {
      checkNanos = Math.min(2 * checkNanos, MAX_CHECK_NANOS);
      fullSince = null;
    }
    if (isMore) {
      watchSoon();
    }
  }

  private void addWorkers() {
    if (workers.get() < limit) {
      fullSince = null;
      startWorker();
    } else {
      growIfFull(System.nanoTime());
    }
  }

  private void growIfFull(long now) {
    if (limit < size.most() && now - watchedSince >= STALL.toNanos() && mayHelp(now)) {
      if (limit == size.normal()) {
        shrinkLater();
      }
      limit = Math.min(size.most(), 2 * limit);
      startForAll();
    }
    Long since = fullSince;
    if (since == null) {
      fullSince = now;
    } else if (now - since >= size.warningDelay().toNanos()) {
      fullSince = now;
      timesFull.increment();
      full.warn(this::report);
    }
  }

  /** Returns whether more workers would shorten the wait. */
  private boolean mayHelp(long now) {
    boolean busy = processors.mayBeBusy(now);
    return !busy || now - lastTaken >= STALL.toNanos();
  }

  private String report() {
    return ("all %d handler threads have been busy for %d s, and tasks wait: block less in"
            + " handlers, set virtualThreads(true) on Java 21 or later, or raise"
            + " maxHandlerThreads, now %d")
        .formatted(workers.get(), size.warningDelay().toSeconds(), size.most());
  }

  private void shrinkLater() {
    Future<?> unused =
        timer.schedule(this::shrink, SHRINK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void shrink() {
    limit = Math.max(size.normal(), Math.min(limit, workers.get()));
    if (limit > size.normal()) {
      shrinkLater();
    }
  }

  /**
   * Runs tasks until none is left. A task that was added while this worker retires may rely on it,
   * so the worker polls again.
   */
  private void work() {
    starting.decrementAndGet();
    do {
      for (Runnable task = next(); task != null; task = next()) {
        runTask(task);
      }
      workers.decrementAndGet();
    } while (!tasks.isEmpty() && workers.incrementAndGet() > 0);
  }

  private static void runTask(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      failures.error(() -> "handler task failed", e);
    }
    Thread.interrupted(); // an interrupt during a task must not reach the next one
  }

  private @Nullable Runnable next() {
    Runnable task = tasks.poll();
    if (task == null) {
      drained = true;
    }
    if (task == null && pollingAgain.compareAndSet(false, true)) {
      task = pollAgain();
      pollingAgain.set(false);
    }
    if (task != null) {
      lastTaken = System.nanoTime();
    }
    return task;
  }

  /**
   * Yields and polls a few times, because the next task often arrives soon. One worker at a time.
   */
  @SuppressWarnings("ThreadPriorityCheck") // the scheduler affects only the cost here
  private @Nullable Runnable pollAgain() {
    int most = polls;
    for (int i = 0; i < most; i++) {
      Thread.yield();
      Runnable task = tasks.poll();
      if (task != null) {
        polls = Math.min(MAX_POLLS, 2 * most);
        return task;
      }
    }
    polls = Math.max(1, most / 2);
    return null;
  }
}
