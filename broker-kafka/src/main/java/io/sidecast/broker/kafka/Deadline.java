package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.sidecast.broker.BrokerException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The common deadline of several steps. Immutable.
 *
 * @param nanos the deadline as a value of {@link System#nanoTime}
 * @param closing the latch that ends every wait
 */
record Deadline(long nanos, CountDownLatch closing) {

  static Deadline in(Duration timeout) {
    return in(timeout, new CountDownLatch(1));
  }

  static Deadline in(Duration timeout, CountDownLatch closing) {
    return new Deadline(System.nanoTime() + timeout.toNanos(), closing);
  }

  /** The time after which a wait checks the latch again. */
  private static final long SLICE_NANOS = 50_000_000;

  /**
   * Waits for a result until the deadline. Checks the latch several times a second, because an
   * interrupt can get lost while the client library loads classes.
   *
   * @throws TimeoutException if the deadline has passed
   * @throws BrokerException if the broker is closing
   */
  <T> T await(Future<T> result) throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return result.get(Math.min(left().toNanos(), SLICE_NANOS), NANOSECONDS);
      } catch (java.util.concurrent.TimeoutException slice) {
        requireTime();
      }
    }
  }

  /**
   * Returns the remaining time, at least one millisecond.
   *
   * @throws TimeoutException if the deadline has passed
   * @throws BrokerException if the broker is closing
   */
  Duration left() {
    requireTime();
    return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
  }

  /**
   * Checks the deadline.
   *
   * @throws TimeoutException if the deadline has passed
   * @throws BrokerException if the broker is closing
   */
  void requireTime() {
    if (closing.getCount() == 0) {
      throw BrokerException.closed();
    }
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
