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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which user code runs and may block: virtual ones where the JVM has them (21 and
 * later), else a bounded pool. At most one task of each socket waits here.
 */
final class HandlerThreads implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerThreads.class);

  private final ExecutorService threads;
  private final Executor tasks;
  private final Runnable beforeEnd;

  private HandlerThreads(ExecutorService threads, Executor tasks, Runnable beforeEnd) {
    this.threads = threads;
    this.tasks = tasks;
    this.beforeEnd = beforeEnd;
  }

  /**
   * Creates them.
   *
   * @param timer for those that are not virtual
   */
  static HandlerThreads create(ScheduledExecutorService timer) {
    try {
      var factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
      var threads = (ExecutorService) factory.invoke(null);
      return new HandlerThreads(threads, threads, () -> {});
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
    var pool = new HandlerPool(threads, size, timer);
    return new HandlerThreads(threads, pool, pool::hurry);
  }

  @Override
  public void execute(Runnable task) {
    try {
      tasks.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the server is closed: a task is dropped");
    }
  }

  /** Lets the handlers that run or wait end, and takes no more. */
  void end() {
    beforeEnd.run();
    threads.shutdown();
  }

  /** Waits until they have ended, and interrupts them if they take longer. */
  void close(Duration deadline) {
    try {
      if (!threads.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("handlers still run {} after the server was closed: interrupted", deadline);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
