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
 * The threads on which user code runs and may block: virtual ones where the JVM has them (21 and
 * later), else two pools of which each grows when all its threads are blocked. The pool for
 * handlers runs at most one task of each socket at a time. The pool for stages runs what a handler
 * may wait for, so it never waits behind a handler. Thread-safe.
 */
final class HandlerThreads implements Executor {

  private static final Logger log = LoggerFactory.getLogger(HandlerThreads.class);

  /** The threads of a pool without virtual threads, as long as they do not all block. */
  private static final int USUAL = Math.max(32, 8 * Runtime.getRuntime().availableProcessors());

  /** The most threads of a pool without virtual threads, where nothing else is set. */
  static final int DEFAULT_MOST = Math.max(512, USUAL);

  /** A pool that is full for so long is reported. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ExecutorService threads;
  private final Executor handlers;
  private final Executor stages;

  /** Empty where the threads are virtual. */
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

  /**
   * Creates them.
   *
   * @param most the most threads of a pool, where they are not virtual
   * @param timer for threads that are not virtual
   */
  static HandlerThreads create(int most, ScheduledExecutorService timer) {
    try {
      return new HandlerThreads(virtual());
    } catch (NoSuchMethodException e) {
      return pooled(most, timer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot create virtual threads", e);
    }
  }

  /** The name of a thread shows that it runs a handler; see {@link Lifecycle#close}. */
  private static ExecutorService virtual() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    Object named = type.getMethod("name", String.class).invoke(builder, "sidecast-handler");
    var factory = (ThreadFactory) type.getMethod("factory").invoke(named);
    return (ExecutorService)
        Executors.class
            .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
            .invoke(null, factory);
  }

  /** Threads that are not virtual. */
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
    var size = new HandlerPool.Size(Math.min(USUAL, most), most, PATIENCE);
    return new HandlerThreads(
        threads, new HandlerPool(threads, size, timer), new HandlerPool(threads, size, timer));
  }

  /** Runs a handler. After the end it is dropped. */
  @Override
  public void execute(Runnable task) {
    try {
      handlers.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the server is closed: a task is dropped");
    }
  }

  /**
   * Runs what a handler may wait for, above all the completion of the stages that users get. After
   * the end each task gets a short-lived thread of its own, so that no stage stays open.
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

  /** Lets the handlers that run or wait end, and takes no more. */
  void end() {
    pools.forEach(HandlerPool::end);
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
    pools.forEach(HandlerPool::forget);
    threads.shutdownNow();
  }
}
