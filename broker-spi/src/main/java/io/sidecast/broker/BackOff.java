package io.sidecast.broker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An exponential back-off: pauses that double from the first one to a maximum. Jitter shortens each
 * pause by up to half, so that nodes that lost a broker together do not return together. Immutable.
 *
 * @param first the pause before the second attempt, before jitter; positive
 * @param max the maximum pause, before jitter; positive
 * @since 0.1.0
 */
public record BackOff(Duration first, Duration max) {

  private static final int MAX_DOUBLINGS = 16;

  /**
   * Returns a pause.
   *
   * @param attempt the number of earlier pauses, at least 0
   * @return the pause, at least a millisecond
   */
  public Duration pause(int attempt) {
    long doubled = first.toMillis() << Math.min(attempt, MAX_DOUBLINGS);
    long ceiling = Math.max(2, Math.min(max.toMillis(), doubled));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling));
  }
}
