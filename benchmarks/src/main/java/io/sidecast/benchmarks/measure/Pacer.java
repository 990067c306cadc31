package io.sidecast.benchmarks.measure;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Says when messages are due, at a fixed rate, whether or not earlier ones have arrived. A tick
 * that comes late brings all that was due with the times at which it was due, so that a delay is
 * seen in the latency of everything that it delayed (no coordinated omission).
 */
public final class Pacer {

  private static final long SHORTEST_TICK = TimeUnit.MICROSECONDS.toNanos(100);

  private final long period;
  private final LongConsumer due;
  private long next;

  /**
   * A pacer that has not started.
   *
   * @param rate messages a second
   * @param due gets the time of each, on the timer's thread
   */
  public Pacer(int rate, LongConsumer due) {
    this.period = TimeUnit.SECONDS.toNanos(1) / rate;
    this.due = due;
  }

  /**
   * Starts.
   *
   * @param timer a thread for it alone
   * @return to be cancelled
   */
  public ScheduledFuture<?> start(ScheduledExecutorService timer) {
    next = System.nanoTime();
    return timer.scheduleAtFixedRate(
        this::tick, 0, Math.max(period, SHORTEST_TICK), TimeUnit.NANOSECONDS);
  }

  private void tick() {
    for (long now = System.nanoTime(); next - now <= 0; next += period) {
      due.accept(next);
    }
  }
}
