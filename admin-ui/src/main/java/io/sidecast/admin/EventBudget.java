package io.sidecast.admin;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A number of events for each second; a second without events saves its number. Not thread-safe.
 */
final class EventBudget {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double most;
  private final LongSupplier nanoTime;
  private double left;
  private long time;

  EventBudget(int perSecond, LongSupplier nanoTime) {
    this.most = perSecond;
    this.nanoTime = nanoTime;
    this.left = perSecond;
    this.time = nanoTime.getAsLong();
  }

  /** Takes one event, and returns whether it was left. */
  boolean take() {
    long now = nanoTime.getAsLong();
    left = Math.min(most, left + (double) (now - time) / SECOND * most);
    time = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
