package io.sidecast.limit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The limits of one server, and how often each was reached. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Limits {

  /** The characters of a name that count as one room or child namespace. */
  private static final int NAME_CHARACTERS = 100;

  /** Not changed after the construction. */
  private final Map<Limit, Counted> counted = new EnumMap<>(Limit.class);

  private record Counted(long value, LongAdder hits) {}

  /**
   * Creates the limits of a server.
   *
   * @param changed the limits that differ from their defaults
   */
  public Limits(Map<Limit, Long> changed) {
    for (Limit limit : Limit.values()) {
      long value = changed.getOrDefault(limit, limit.defaultValue());
      counted.put(limit, new Counted(value, new LongAdder()));
    }
  }

  /**
   * Returns the value of a limit.
   *
   * @param limit the limit
   * @return a positive number
   */
  public long of(Limit limit) {
    return get(limit).value();
  }

  /**
   * Returns the number of rooms or child namespaces as which a name counts: 1 for up to 100
   * characters, and 1 more for each further 100 characters begun.
   *
   * @param name the name of a room or a namespace
   * @return a positive number
   */
  public static int weight(String name) {
    return 1 + Math.max(0, name.length() - 1) / NAME_CHARACTERS;
  }

  /**
   * Returns whether a number is above a limit, and counts it then.
   *
   * @param limit the limit
   * @param number the number that is held, with the addition that is being decided
   * @return true if the addition must be refused
   */
  public boolean isExceeded(Limit limit, long number) {
    if (number <= of(limit)) {
      return false;
    }
    count(limit);
    return true;
  }

  /**
   * Counts that a limit was reached.
   *
   * @param limit the limit
   */
  public void count(Limit limit) {
    get(limit).hits().increment();
  }

  private Counted get(Limit limit) {
    return Objects.requireNonNull(counted.get(limit));
  }

  /**
   * Returns how often each limit was reached.
   *
   * @return a snapshot with all limits
   */
  public Map<Limit, Long> hits() {
    var counts = new EnumMap<Limit, Long>(Limit.class);
    counted.forEach((limit, one) -> counts.put(limit, one.hits().sum()));
    return Collections.unmodifiableMap(counts);
  }
}
