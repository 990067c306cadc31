package io.sidecast.benchmarks.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts the operations between the end of the warm-up and the end of a measurement. Thread-safe.
 * Its timer reads the counters of the kernel without the lock, so that no operation waits for it.
 */
public final class Meter {

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Request.Pace pace;
  private final Map<String, Long> pids;
  private final Traffic traffic;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
  private @Nullable Snapshot start;
  private long operations;
  private long heapGrowth;
  private volatile boolean over;

  /**
   * Creates a meter that has not started.
   *
   * @param request the requested measurement
   * @param traffic counts the bytes
   */
  public Meter(Request request, Traffic traffic) {
    this.pace = request.pace();
    this.pids = new HashMap<>(request.watch());
    long own = ProcessHandle.current().pid();
    if (!pids.containsValue(own)) {
      pids.put(Result.LOAD, own);
    }
    this.traffic = traffic;
  }

  /**
   * Starts the warm-up and schedules the start and the end of the measurement.
   *
   * @param timer runs the scheduled steps, on a thread that has no part in the traffic
   */
  public void startWarmUp(ScheduledExecutorService timer) {
    timer.schedule(guarded(this::open), nanos(pace.warmUp()), TimeUnit.NANOSECONDS);
    timer.schedule(guarded(this::end), nanos(pace.warmUp() + pace.seconds()), TimeUnit.NANOSECONDS);
  }

  /** Starts the measurement. */
  public void open() {
    begin(Snapshot.of(pids));
  }

  private synchronized void begin(Snapshot now) {
    traffic.reset();
    latency.reset();
    operations = 0;
    start = now;
  }

  /** Ends the measurement. */
  public void end() {
    finish(Snapshot.of(pids));
  }

  private synchronized void finish(Snapshot now) {
    Snapshot from = start;
    if (from == null || over) {
      return;
    }
    over = true;
    result.complete(
        Result.between(
            from,
            now,
            operations,
            heapGrowth,
            Latency.of(latency),
            traffic.bytes(now.loopbackBytes() - from.loopbackBytes())));
  }

  /**
   * Ends the measurement without a result.
   *
   * @param failure the reason
   */
  public void fail(Throwable failure) {
    over = true;
    result.completeExceptionally(failure);
  }

  /**
   * Counts a completed operation.
   *
   * @param due the time at which it was due to begin, on the clock of {@link System#nanoTime}
   */
  public synchronized void done(long due) {
    operations++;
    latency.recordValue(Math.min(Math.max(0, System.nanoTime() - due), LONGEST_NANOS));
  }

  /**
   * Returns whether the measurement is over.
   *
   * @return true after the end
   */
  public boolean isOver() {
    return over;
  }

  /**
   * Sets the growth of the servers' heaps in this measurement.
   *
   * @param bytes the growth, after a garbage collection before and after
   */
  public synchronized void heapGrowth(long bytes) {
    heapGrowth = bytes;
  }

  /**
   * Returns the outcome.
   *
   * @return a future that completes at the end and fails if the measurement did
   */
  public CompletableFuture<Result> result() {
    return result;
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException failure) {
        fail(failure);
      }
    };
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }
}
