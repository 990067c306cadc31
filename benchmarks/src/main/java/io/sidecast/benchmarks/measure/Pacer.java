package io.sidecast.benchmarks.measure;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Issues the times at which messages are due, at a fixed rate, whether or not earlier ones have
 * arrived. A late tick issues all times that have passed. The latency of every delayed message
 * therefore includes the delay (no coordinated omission).
 */
public final class Pacer {

  private static final long SHORTEST_TICK = TimeUnit.MICROSECONDS.toNanos(100);

  private final long period;
  private final LongConsumer due;
  private long next;

  /**
   * Creates a pacer that has not started.
   *
   * @param rate messages per second
   * @param due receives the time of each message, on the timer's thread
   */
  public Pacer(int rate, LongConsumer due) {
    this.period = TimeUnit.SECONDS.toNanos(1) / rate;
    this.due = due;
  }

  /**
   * Starts the pacer.
   *
   * @param timer a timer with a thread for this pacer alone
   * @return a handle that ends the pacer when it is cancelled
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
