package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The common deadline of several steps. Immutable.
 *
 * @param nanos the deadline as a value of {@link System#nanoTime}
 * @param closing the latch that interrupts every pause
 */
record Deadline(long nanos, CountDownLatch closing) {

  static Deadline in(Duration timeout) {
    return in(timeout, new CountDownLatch(1));
  }

  static Deadline in(Duration timeout, CountDownLatch closing) {
    return new Deadline(System.nanoTime() + timeout.toNanos(), closing);
  }

  /**
   * Returns the remaining time, at least one millisecond.
   *
   * @throws TimeoutException if the deadline has passed
   */
  Duration left() {
    requireTime();
    return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
  }

  /**
   * Checks the deadline.
   *
   * @throws TimeoutException if the deadline has passed
   */
  void requireTime() {
    if (System.nanoTime() - nanos >= 0) {
      throw new TimeoutException("the deadline has passed");
    }
  }

  /**
   * Blocks between two attempts, at most until the deadline.
   *
   * @throws InterruptedException if the broker is closing
   */
  void pause(Duration pause) throws InterruptedException {
    if (closing.await(Math.min(pause.toNanos(), left().toNanos()), NANOSECONDS)) {
      throw new InterruptedException("closing");
    }
  }
}
