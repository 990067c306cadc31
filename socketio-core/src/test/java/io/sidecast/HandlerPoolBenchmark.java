package io.sidecast;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures the CPU time of short handlers in the pool of Sidecast and in pools of the JDK. One
 * thread submits groups of tasks, as an event loop does, and waits for each group. The results that
 * count are {@code cpuNanos}, for one task, and {@code threads}.
 */
@Measurement(iterations = 1, time = 5)
public class HandlerPoolBenchmark extends Nanoseconds {

  private static final int TASKS = 64;
  private static final int MOST = 512;
  private static final int NORMAL = 32;
  private static final int WORK = 500;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final AtomicInteger left = new AtomicInteger();
  private Executor pool = threads;

  /** The kind of the pool. */
  @Param({"sidecast", "threadPool", "forkJoin"})
  private String kind = "";

  /** The number of tasks in a group. */
  @Param({"1", "64"})
  private int group;

  /** Creates the pool. */
  @Setup
  public void create() {
    pool =
        switch (kind) {
          case "sidecast" ->
              new HandlerPool(
                  threads, new HandlerPool.Size(NORMAL, MOST, Duration.ofSeconds(5)), timer);
          case "threadPool" ->
              new ThreadPoolExecutor(MOST, MOST, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
          default ->
              new ForkJoinPool(MOST, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
        };
  }

  /** Stops the threads. */
  @TearDown
  public void stop() {
    threads.shutdownNow();
    timer.shutdownNow();
    if (pool instanceof ExecutorService service) {
      service.shutdownNow();
    }
  }

  /** Runs 64 tasks. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void run(CpuTime cpu) {
    for (int done = 0; done < TASKS; done += group) {
      left.set(group);
      Thread waiting = Thread.currentThread();
      for (int i = 0; i < group; i++) {
        pool.execute(
            () -> {
              Blackhole.consumeCPU(WORK);
              if (left.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
              }
            });
      }
      while (left.get() > 0) {
        LockSupport.park(this);
      }
    }
    cpu.add(TASKS);
  }
}
