package io.sidecast.broker.kafka;

import java.time.Duration;

/** Immutable; any thread. Until when several steps in a row have to be done. */
record Deadline(long nanos) {

  static Deadline in(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  boolean hasPassed() {
    return System.nanoTime() - nanos >= 0;
  }

  /**
   * What is left for the next step; nothing less than a millisecond, the least that clients know.
   */
  Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
  }
}
