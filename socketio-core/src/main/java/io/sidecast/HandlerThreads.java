package io.sidecast;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which user code runs and may block: virtual ones where the JVM has them (21 and
 * later), else a bounded pool. At most one task of each socket waits here.
 */
final class HandlerThreads implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerThreads.class);

  private final ExecutorService threads;

  /** Null where the threads are virtual. */
  private final @Nullable HandlerPool pool;

  private HandlerThreads(ExecutorService threads, @Nullable HandlerPool pool) {
    this.threads = threads;
    this.pool = pool;
  }

  /**
   * Creates them.
   *
   * @param timer for those that are not virtual
   */
  static HandlerThreads create(ScheduledExecutorService timer) {
    try {
      var factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
      return new HandlerThreads((ExecutorService) factory.invoke(null), null);
    } catch (NoSuchMethodException e) {
      return pool(Math.max(32, 8 * Runtime.getRuntime().availableProcessors()), timer);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot create virtual threads", e);
    }
  }

  private static HandlerThreads pool(int size, ScheduledExecutorService timer) {
    var number = new AtomicInteger();
    var threads =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "sidecast-handler-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return new HandlerThreads(threads, new HandlerPool(threads, size, timer));
  }

  @Override
  public void execute(Runnable task) {
    try {
      (pool == null ? threads : pool).execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the server is closed: a task is dropped");
    }
  }

  /** Lets the handlers that run or wait end, and takes no more. */
  void end() {
    if (pool != null) {
      pool.hurry();
    }
    threads.shutdown();
  }

  /** Waits until they have ended, and interrupts them if they take longer. */
  void close(Duration deadline) {
    try {
      if (!threads.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("handlers still run {} after the server was closed: interrupted", deadline);
        interrupt();
      }
    } catch (InterruptedException e) {
      interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void interrupt() {
    if (pool != null) {
      pool.forget();
    }
    threads.shutdownNow();
  }
}
