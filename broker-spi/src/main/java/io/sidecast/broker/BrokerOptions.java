package io.sidecast.broker;

import java.io.File;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The settings of one broker, from the query of the URI and the properties. The value of a query
 * parameter without {@code =} is {@code true}. The reader requests every setting that the broker
 * supports; a key that it did not request is unknown and fails the reading. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class BrokerOptions {

  private static final int LONGEST_NAME = 255;
  private static final Duration LONGEST_DURATION = Duration.ofDays(365);

  private final Map<String, String> values;

  /** The keys that the reader has requested. */
  private final Set<String> known = new TreeSet<>();

  private BrokerOptions(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the settings of a configuration.
   *
   * @param config the configuration
   * @param reader a function that requests every supported setting, in every case, and returns a
   *     result
   * @param <T> the type of the result
   * @return the result of the reader
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} for an invalid value,
   *     and for a key that the reader did not request; the message names the most similar key
   */
  public static <T> T read(BrokerConfig config, Function<BrokerOptions, T> reader) {
    var values = new TreeMap<>(config.properties());
    String query = config.uri().getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", 0)) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        values.put(decode(key), equals < 0 ? "true" : decode(pair.substring(equals + 1)));
      }
    }
    var options = new BrokerOptions(values);
    T made = reader.apply(options);
    for (String key : values.keySet()) {
      if (!options.known.contains(key)) {
        throw BrokerException.badConfig(unknown(key, options.known));
      }
    }
    return made;
  }

  /**
   * Returns a setting as text.
   *
   * @param key the key
   * @return the value, empty if the setting is absent
   */
  public Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /**
   * Returns a setting as the name of a client in the logs and lists of the message broker.
   *
   * @param key the key
   * @param defaultValue the default value
   * @return the name
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if the value is empty,
   *     has more than 255 characters or contains a control character
   */
  public String name(String key, String defaultValue) {
    String name = text(key).orElse(defaultValue);
    boolean isLine = name.chars().noneMatch(Character::isISOControl);
    if (name.isEmpty() || name.length() > LONGEST_NAME || !isLine) {
      throw invalid(key, "1 to " + LONGEST_NAME + " characters without control characters");
    }
    return name;
  }

  /**
   * Returns a setting as a positive integer.
   *
   * @param key the key
   * @param defaultValue the default value
   * @return the number
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if the value is not an
   *     integer from 1 to {@link Integer#MAX_VALUE}
   */
  public int positive(String key, int defaultValue) {
    return parsed(
        key,
        defaultValue,
        "a positive integer",
        text -> {
          int number = Integer.parseInt(text);
          if (number < 1) {
            throw new NumberFormatException();
          }
          return number;
        });
  }

  /**
   * Returns a setting as a duration: ISO-8601 ({@code PT2S}), or an integer with the unit {@code
   * ms} or {@code s}.
   *
   * @param key the key
   * @param defaultValue the default value
   * @return the duration
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if the value is not a
   *     positive duration of at most 365 days
   */
  public Duration duration(String key, Duration defaultValue) {
    return parsed(
        key,
        defaultValue,
        "a positive duration such as 500ms, 2s or PT2S, at most 365 days",
        text -> {
          Duration duration = parseDuration(text);
          if (duration.isNegative()
              || duration.isZero()
              || duration.compareTo(LONGEST_DURATION) > 0) {
            throw new NumberFormatException();
          }
          return duration;
        });
  }

  /**
   * Returns a setting as a boolean.
   *
   * @param key the key
   * @param defaultValue the default value
   * @return the value
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if the value is neither
   *     {@code true} nor {@code false}
   */
  public boolean flag(String key, boolean defaultValue) {
    return parsed(
        key,
        defaultValue,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new NumberFormatException();
            });
  }

  /**
   * Returns a setting with a fixed set of values.
   *
   * @param key the key
   * @param words the permitted values, at least two; the first one is the default
   * @return one of the permitted values
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if the value is not
   *     permitted
   */
  public String choice(String key, String... words) {
    List<String> each = List.of(words);
    String text = text(key).orElse(words[0]);
    if (!each.contains(text)) {
      int last = words.length - 1;
      String expected = String.join(", ", each.subList(0, last)) + " or " + words[last];
      throw invalid(key, expected);
    }
    return text;
  }

  /**
   * Returns a setting as the path of a readable file.
   *
   * @param key the key
   * @return the file, empty if the setting is absent
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} if the file is missing
   *     or unreadable
   */
  public Optional<File> file(String key) {
    return text(key)
        .map(
            path -> {
              var file = new File(path);
              if (!file.canRead()) {
                throw invalid(key, "a readable file");
              }
              return file;
            });
  }

  private <T> T parsed(String key, T defaultValue, String expected, Function<String, T> parser) {
    String text = text(key).orElse(null);
    try {
      return text == null ? defaultValue : parser.apply(text);
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw invalid(key, expected);
    }
  }

  /** The message does not quote the value, which may be a misplaced secret. */
  private static BrokerException invalid(String key, String expected) {
    return BrokerException.badConfig("broker setting '" + key + "' must be " + expected);
  }

  private static Duration parseDuration(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.endsWith("ms")) {
      return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
    }
    if (lower.endsWith("s") && !lower.startsWith("p")) {
      return Duration.ofSeconds(Long.parseLong(lower.substring(0, lower.length() - 1)));
    }
    return Duration.parse(text);
  }

  /** Quotes a key only if it is similar to a known one, because it may be a misplaced secret. */
  private static String unknown(String key, Set<String> known) {
    String nearest =
        known.stream().min(Comparator.comparingInt(other -> distance(key, other))).orElse("");
    return !nearest.isEmpty() && distance(key, nearest) <= nearest.length() / 2
        ? "unknown broker setting '" + key + "': did you mean '" + nearest + "'?"
        : "unknown broker setting: the known settings are " + known;
  }

  /** Computes the Levenshtein distance row by row. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
