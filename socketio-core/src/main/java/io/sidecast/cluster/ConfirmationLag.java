package io.sidecast.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The time that the oldest unconfirmed publish has waited. Publishes are counted by the slot of
 * time in which they began, a sixteenth of the limit; so one counter is changed for each.
 * Thread-safe.
 */
final class ConfirmationLag {

  private static final int SLOTS_IN_LIMIT = 16;
  private static final int SLOTS = 256;

  private final long slotNanos;
  private final long start = System.nanoTime();
  private final AtomicIntegerArray counts = new AtomicIntegerArray(SLOTS);

  /** No slot before this one has an unconfirmed publish. */
  private volatile long oldest;

  ConfirmationLag(Duration limit) {
    slotNanos = Math.max(1, limit.toNanos() / SLOTS_IN_LIMIT);
  }

  /**
   * A publish begins.
   *
   * @return its slot, for {@link #end}
   */
  long begin() {
    long slot = now();
    counts.incrementAndGet(index(slot));
    return slot;
  }

  /** A publish of this slot is confirmed, or has failed. */
  void end(long slot) {
    counts.decrementAndGet(index(slot));
  }

  /** Whether the oldest publish has waited for longer than the limit, in the slot of now. */
  boolean isOver(long now) {
    long slot = oldest;
    while (slot < now && counts.get(index(slot)) <= 0) {
      slot++;
    }
    oldest = slot;
    return now - slot > SLOTS_IN_LIMIT;
  }

  private long now() {
    return (System.nanoTime() - start) / slotNanos;
  }

  private static int index(long slot) {
    return (int) (slot % SLOTS);
  }
}
