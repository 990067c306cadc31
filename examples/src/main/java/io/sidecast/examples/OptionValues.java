package io.sidecast.examples;

import io.sidecast.broker.BrokerException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets options of a command line that are given. The exception of a wrong value is an {@link
 * IllegalArgumentException} that names the option, with numbers as the command line has them.
 */
final class OptionValues {

  private static final long LONGEST_MILLIS = Duration.ofDays(365).toMillis();
  private static final int MAX_PORT = 65_535;

  private OptionValues() {}

  static <T> void set(String option, @Nullable T given, Consumer<T> setting) {
    if (given == null) {
      return;
    }
    try {
      setting.accept(given);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }

  /**
   * Builds a server or an emitter. The exception of a wrong broker names the option. That of a
   * wrong variable of the environment names the variable already, and is no mistake of the command
   * line.
   */
  static <T> T build(Supplier<T> build) {
    try {
      return build.get();
    } catch (BrokerException e) {
      if (System.getenv("SIDECAST_BROKER") != null || Terminal.message(e).startsWith("SIDECAST_")) {
        throw e;
      }
      throw new IllegalArgumentException("--broker: " + e.getMessage(), e);
    }
  }

  /** Sets a time in milliseconds, of at most 365 days. */
  static void time(String option, @Nullable Long given, long least, Consumer<Duration> setting) {
    if (given != null) {
      setting.accept(requireTime(option, least, given));
    }
  }

  static Duration requireTime(String option, long least, long given) {
    if (given < least || given > LONGEST_MILLIS) {
      throw new IllegalArgumentException(
          "%s must be %d to %d ms (365 days), not %d"
              .formatted(option, least, LONGEST_MILLIS, given));
    }
    return Duration.ofMillis(given);
  }

  /** Sets a positive number. */
  static void number(String option, @Nullable Long given, LongConsumer setting) {
    if (given != null) {
      setting.accept(requireAtLeast(option, 1, given, ""));
    }
  }

  /** Sets a positive number of the type int, with its unit in the message. */
  static void number(String option, @Nullable Integer given, String unit, IntConsumer setting) {
    if (given != null) {
      setting.accept(Math.toIntExact(requireAtLeast(option, 1, given, unit)));
    }
  }

  static long requireAtLeast(String option, long least, long given, String unit) {
    if (given < least) {
      throw new IllegalArgumentException(
          "%s must be %d or more%s, not %d".formatted(option, least, unit, given));
    }
    return given;
  }

  static int requirePort(String option, int given) {
    if (given < 0 || given > MAX_PORT) {
      throw new IllegalArgumentException(
          "%s must be 0 to %d, not %d".formatted(option, MAX_PORT, given));
    }
    return given;
  }

  /** Splits lists at their commas. Blanks around a value are no part of it. */
  static String @Nullable [] list(String @Nullable [] given) {
    return given == null
        ? null
        : Arrays.stream(given)
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .map(String::strip)
            .toArray(String[]::new);
  }
}
