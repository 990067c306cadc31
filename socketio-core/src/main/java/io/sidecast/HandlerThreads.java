package io.sidecast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run user code, which may block: two pools, each of which grows when tasks wait
 * for its busy threads, or virtual threads. The pool for handlers runs at most one task of each
 * socket at a time. The pool for stages runs the tasks that a handler may wait for, so they never
 * queue behind a handler. Thread-safe.
 */
final class HandlerThreads implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerThreads.class);

  /** The usual maximum of a pool of platform threads, while tasks do not wait for long. */
  private static final int NORMAL_THREADS =
      Math.max(32, 8 * Runtime.getRuntime().availableProcessors());

  /** The default maximum of a pool of platform threads. */
  static final int DEFAULT_MAX = Math.max(512, NORMAL_THREADS);

  /** The first release of Java with virtual threads. */
  private static final int VIRTUAL_SINCE = 21;

  /** The time after which a full pool logs a warning. */
  private static final Duration WARNING_DELAY = Duration.ofSeconds(5);

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ExecutorService threads;
  private final Executor handlers;
  private final Executor stages;

  /** Empty if the threads are virtual. */
  private final List<HandlerPool> pools;

  private HandlerThreads(ExecutorService threads) {
    this.threads = threads;
    this.handlers = threads;
    this.stages = threads;
    this.pools = List.of();
  }

  private HandlerThreads(ExecutorService threads, HandlerPool handlers, HandlerPool stages) {
    this.threads = threads;
    this.handlers = handlers;
    this.stages = stages;
    this.pools = List.of(handlers, stages);
  }

  /** Returns whether the JVM has virtual threads. */
  static boolean hasVirtual() {
    return Runtime.version().feature() >= VIRTUAL_SINCE;
  }

  /**
   * Creates virtual threads, one for each task, with numbered names. The beginning of a name marks
   * them as handler threads, see {@link Lifecycle#close}.
   *
   * @throws IllegalStateException on a JVM without virtual threads
   */
  static HandlerThreads virtual() {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object named =
          type.getMethod("name", String.class, long.class)
              .invoke(builder, "sidecast-handler-virtual-", 1);
      var factory = (ThreadFactory) type.getMethod("factory").invoke(named);
      return new HandlerThreads(
          (ExecutorService)
              Executors.class
                  .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                  .invoke(null, factory));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create virtual threads", e);
    }
  }

  /**
   * Creates pools of platform threads.
   *
   * @param most the maximum number of threads of a pool
   * @param timer starts further threads of a pool
   */
  static HandlerThreads pooled(int most, ScheduledExecutorService timer) {
    var number = new AtomicInteger();
    ThreadFactory named =
        task -> {
          var thread = new Thread(task, "sidecast-handler-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    var threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named);
    var size = new HandlerPool.Size(Math.min(NORMAL_THREADS, most), most, WARNING_DELAY);
    return new HandlerThreads(
        threads, new HandlerPool(threads, size, timer), new HandlerPool(threads, size, timer));
  }

  /** Runs a handler. A closed executor drops the task. */
  @Override
  public void execute(Runnable task) {
    try {
      handlers.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("server closed: handler task dropped");
    }
  }

  /**
   * An executor for tasks that a handler may wait for, above all the completion of the stages that
   * users receive. After the end each task runs on a short-lived thread of its own, so that every
   * stage completes.
   */
  Executor stages() {
    return task -> {
      try {
        stages.execute(task);
      } catch (RejectedExecutionException ended) {
        var last = new Thread(task, "sidecast-handler-after-close");
        last.setDaemon(true);
        last.start();
      }
    };
  }

  /** Accepts no more handlers. Running and waiting handlers finish. */
  void end() {
    pools.forEach(HandlerPool::end);
    threads.shutdown();
  }

  /** Waits for the handlers to finish, and interrupts those that exceed the deadline. */
  void close(Duration deadline) {
    try {
      if (!threads.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("handlers still running {} after close: interrupting them", deadline);
        interrupt();
      }
    } catch (InterruptedException e) {
      interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void interrupt() {
    pools.forEach(HandlerPool::forget);
    threads.shutdownNow();
  }
}
