package io.sidecast.cluster.queue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongSupplier;

/**
 * Measures how long the oldest unconfirmed publish has waited. Publishes are counted by the time
 * slot in which they began, a sixteenth of the limit; so each publish changes one counter.
 * Thread-safe.
 */
final class ConfirmationLag {

  private static final int SLOTS_IN_LIMIT = 16;
  private static final int SLOTS = 256;

  private final long slotNanos;
  private final LongSupplier nanoTime;
  private final long start;
  private final AtomicIntegerArray counts = new AtomicIntegerArray(SLOTS);

  /** The first slot that may have an unconfirmed publish. */
  private volatile long oldest;

  ConfirmationLag(Duration limit) {
    this(limit, System::nanoTime);
  }

  ConfirmationLag(Duration limit, LongSupplier nanoTime) {
    this.slotNanos = Math.max(1, limit.toNanos() / SLOTS_IN_LIMIT);
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /**
   * Records the beginning of a publish.
   *
   * @return its slot, for {@link #end}
   */
  long begin() {
    long slot = now();
    counts.incrementAndGet(index(slot));
    return slot;
  }

  /** Records that a publish of this slot is confirmed or has failed. */
  void end(long slot) {
    counts.decrementAndGet(index(slot));
  }

  /**
   * Whether the oldest unconfirmed publish has waited for longer than the limit. Slots before the
   * last half of the counters are ignored: brokers respond or fail within twice the limit, and
   * newer slots reuse their counters.
   *
   * @param now the current slot
   */
  boolean isOver(long now) {
    long slot = Math.max(oldest, now - SLOTS / 2);
    while (slot < now && counts.get(index(slot)) <= 0) {
      slot++;
    }
    oldest = slot;
    return now - slot > SLOTS_IN_LIMIT;
  }

  /** Whether a publish of this slot has waited for more than twice the limit. */
  boolean isOverdue(long slot) {
    return now() - slot > 2 * SLOTS_IN_LIMIT;
  }

  private long now() {
    return (nanoTime.getAsLong() - start) / slotNanos;
  }

  private static int index(long slot) {
    return (int) (slot % SLOTS);
  }
}
