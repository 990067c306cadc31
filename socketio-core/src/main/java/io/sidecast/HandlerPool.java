package io.sidecast;

import io.sidecast.log.RateLimitedWarnings;
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
 * Runs tasks that may block, on as few threads as will do, since to wake a thread costs more than a
 * short task.
 *
 * <p>A worker takes one task after another. A task is left to the workers if one of them took its
 * last task a moment ago, and will be back soon; else one more starts. If the task still waits a
 * millisecond later, the timer starts one more. When all workers are busy and none has taken a task
 * for a while, they are taken for blocked, and the pool makes way: it doubles the number of its
 * workers, up to a maximum. Half a minute after the last growth it goes back to what is in use.
 * Thread-safe.
 */
final class HandlerPool implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerPool.class);

  /** A worker that took its last task longer ago may be blocked. */
  private static final long SOON_NANOS = 100_000;

  /** A task that was left to a worker waits for it so long. */
  private static final Duration TRUST = Duration.ofMillis(1);

  /** Without a task taken for so long, workers that are all busy count as blocked. */
  private static final Duration STALL = Duration.ofMillis(20);

  /** The reports of one pool are at least so far apart. */
  private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

  private static final Duration SHRINK_INTERVAL = Duration.ofSeconds(30);

  /** A worker that finds nothing looks again at most so often. */
  private static final int MOST_LOOKS = 16;

  private final Executor threads;
  private final Size size;
  private final ScheduledExecutorService timer;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger workers = new AtomicInteger();
  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final RateLimitedWarnings full = new RateLimitedWarnings(log, REPORT_INTERVAL);
  private final LongAdder timesFull = new LongAdder();
  private volatile long lastTaken = System.nanoTime();
  private volatile boolean ended;

  /** The number of workers that may run now; the timer changes it. */
  private volatile int limit;

  /** More when the last looks were worth it; the one that looks changes it. */
  private volatile int looks = 1;

  /** Null while a worker is free. Confined to the timer. */
  private @Nullable Long fullSince;

  /**
   * The number of workers of a pool.
   *
   * @param usual the most workers as long as tasks are taken
   * @param most the most workers when all others are blocked
   * @param patience how long the pool may be full, with tasks that wait, before that is reported
   */
  record Size(int usual, int most, Duration patience) {}

  /**
   * Creates a pool without workers.
   *
   * @param threads runs the workers, at once and without a bound of its own
   * @param size how many workers there may be
   * @param timer starts more of them when too few are awake
   */
  HandlerPool(Executor threads, Size size, ScheduledExecutorService timer) {
    this.threads = threads;
    this.size = size;
    this.timer = timer;
    this.limit = size.usual();
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
    } else if (workers.get() == 0 || System.nanoTime() - lastTaken > SOON_NANOS) {
      try {
        startWorker();
      } catch (RejectedExecutionException end) {
        reject(task, end);
      }
    } else {
      watchSoon();
    }
  }

  /** A worker that still runs may have taken the task meanwhile: then all is well. */
  private void reject(Runnable task, RejectedExecutionException end) {
    if (tasks.remove(task)) {
      throw end;
    }
  }

  /** Takes no more tasks, and starts workers for all that wait, as far as there may be. */
  void end() {
    ended = true;
    limit = size.most();
    startForAll();
  }

  /** Drops the tasks that wait. */
  void forget() {
    tasks.clear();
  }

  /** How often the pool was full for as long as its patience. */
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
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException end) {
      workers.decrementAndGet();
      throw end;
    } catch (OutOfMemoryError noThread) {
      workers.decrementAndGet();
      log.error("no thread can be started for a handler: its task waits for the others", noThread);
      watchSoon();
    }
  }

  private void watchSoon() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      Duration pause = workers.get() < limit ? TRUST : STALL;
      Future<?> unused = timer.schedule(this::watch, pause.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void watch() {
    watched.set(false);
    if (tasks.isEmpty()) {
      fullSince = null;
      return;
    }
    if (workers.get() < limit) {
      fullSince = null;
      startWorker();
    } else {
      makeWay(System.nanoTime());
    }
    watchSoon();
  }

  private void makeWay(long now) {
    if (limit < size.most() && now - lastTaken >= STALL.toNanos()) {
      if (limit == size.usual()) {
        shrinkLater();
      }
      limit = Math.min(size.most(), 2 * limit);
      startForAll();
    }
    Long since = fullSince;
    if (since == null) {
      fullSince = now;
    } else if (now - since >= size.patience().toNanos()) {
      fullSince = now;
      timesFull.increment();
      full.warn(this::report);
    }
  }

  private String report() {
    return ("all %d handler threads have been busy for %d s, and tasks wait: let handlers block"
            + " less, run on Java 21 or later, where they have virtual threads, or raise"
            + " maxHandlerThreads, now %d")
        .formatted(workers.get(), size.patience().toSeconds(), size.most());
  }

  private void shrinkLater() {
    Future<?> unused =
        timer.schedule(this::shrink, SHRINK_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void shrink() {
    limit = Math.max(size.usual(), Math.min(limit, workers.get()));
    if (limit > size.usual()) {
      shrinkLater();
    }
  }

  /** A task that was added while a worker retires may have been left to it. */
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
