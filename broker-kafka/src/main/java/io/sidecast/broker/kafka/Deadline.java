package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Immutable; any thread. Until when several steps in a row have to be done.
 *
 * @param nanos the end, as {@link System#nanoTime} counts
 * @param closing ends every pause
 */
record Deadline(long nanos, CountDownLatch closing) {

  static Deadline in(Duration timeout) {
    return in(timeout, new CountDownLatch(1));
  }

  static Deadline in(Duration timeout, CountDownLatch closing) {
    return new Deadline(System.nanoTime() + timeout.toNanos(), closing);
  }

  /** What is left for the next step, which is nothing less than a millisecond. */
  Duration left() {
    requireTime();
    return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
  }

  /** Fails if nothing is left. */
  void requireTime() {
    if (System.nanoTime() - nanos >= 0) {
      throw new TimeoutException("the deadline has passed");
    }
  }

  /** Waits before something is asked again. */
  void pause(Duration pause) throws InterruptedException {
    if (closing.await(Math.min(pause.toNanos(), left().toNanos()), NANOSECONDS)) {
      throw new InterruptedException("closing");
    }
  }
}
