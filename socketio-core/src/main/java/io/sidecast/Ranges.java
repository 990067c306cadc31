package io.sidecast;

import java.time.Duration;

/** The ranges of settings. A value outside of its range is refused when it is set. Thread-safe. */
final class Ranges {

  /** The longest duration: far from where a number of nanoseconds overflows. */
  static final Duration LONGEST = Duration.ofDays(365);

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Ranges() {}

  /**
   * Checks a duration of at least a millisecond.
   *
   * @throws IllegalArgumentException if it is out of range, with the setting, the value and the
   *     range
   */
  static Duration duration(String setting, Duration value) {
    return duration(setting, value, SHORTEST);
  }

  /** As {@link #duration(String, Duration)}, with another shortest duration. */
  static Duration duration(String setting, Duration value, Duration shortest) {
    if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, not %s".formatted(setting, shortest, LONGEST, value));
    }
    return value;
  }

  /** Checks a whole number between 1 and a limit. */
  static int positive(String setting, int value, int most) {
    long checked = positive(setting, (long) value, most);
    return Math.toIntExact(checked);
  }

  /** Checks a whole number between 1 and a limit. */
  static long positive(String setting, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s must be 1 to %d, not %d".formatted(setting, most, value));
    }
    return value;
  }
}
