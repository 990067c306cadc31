package io.sidecast.cluster.queue;

import io.sidecast.cluster.TotalTime;
import java.util.concurrent.atomic.LongAdder;

/** Adds up measured times. Thread-safe. */
public final class TimeSum {

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  /**
   * Adds the time since a start.
   *
   * @param start the start, a value of {@link System#nanoTime}
   */
  public void addSince(long start) {
    nanos.add(System.nanoTime() - start);
    count.increment();
  }

  /** The sum so far. A time that is added meanwhile may be in one of the two numbers only. */
  public TotalTime sum() {
    return new TotalTime(count.sum(), nanos.sum());
  }
}
