package io.sidecast;

import java.time.Duration;

/** Checks that settings are within their ranges, at the moment they are set. Thread-safe. */
final class Ranges {

  /** The longest duration, far below the overflow of a number of nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(365);

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final int LONGEST_NAME = 255;

  private Ranges() {}

  /**
   * Checks a duration of at least a millisecond.
   *
   * @throws IllegalArgumentException if it is out of range; the message contains the setting, the
   *     value and the range
   */
  static Duration duration(String setting, Duration value) {
    return duration(setting, value, SHORTEST);
  }

  /** Checks a duration of at least another minimum, see {@link #duration(String, Duration)}. */
  static Duration duration(String setting, Duration value, Duration shortest) {
    if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, not %s".formatted(setting, shortest, LONGEST, value));
    }
    return value;
  }

  /**
   * Checks a name for logs and lists.
   *
   * @throws IllegalArgumentException if it is empty, has more than 255 characters or contains a
   *     control character, for example the end of a line
   */
  static String name(String setting, String value) {
    boolean isLine = value.chars().noneMatch(Character::isISOControl);
    if (value.isEmpty() || value.length() > LONGEST_NAME || !isLine) {
      throw new IllegalArgumentException(
          "%s must be 1 to %d characters without control characters, not '%s'"
              .formatted(setting, LONGEST_NAME, value));
    }
    return value;
  }

  /** Checks an integer between 1 and a maximum. */
  static int positive(String setting, int value, int most) {
    long checked = positive(setting, (long) value, most);
    return Math.toIntExact(checked);
  }

  /** Checks an integer between 1 and a maximum. */
  static long positive(String setting, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s must be 1 to %d, not %d".formatted(setting, most, value));
    }
    return value;
  }
}
