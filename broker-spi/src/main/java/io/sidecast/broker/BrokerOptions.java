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
 * One thread, that of the reader. The settings of one broker, read from the URI's query and the
 * properties. A key that nobody asks for fails and names the nearest known one.
 */
public final class BrokerOptions {

  private static final Duration LONGEST_DURATION = Duration.ofDays(365);

  private final Map<String, String> values;

  /** What the broker asked for: that is what it knows. */
  private final Set<String> known = new TreeSet<>();

  private BrokerOptions(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the settings.
   *
   * @param config the configuration
   * @param reader makes something of them; it asks for every setting that the broker knows
   * @param <T> what it makes
   * @return what the reader made
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} for a bad value, and
   *     for a key for which the reader did not ask
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
   * A setting as text.
   *
   * @param key the key
   * @return its value, empty if it is not set
   */
  public Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /**
   * A setting as a whole number.
   *
   * @param key the key
   * @param otherwise the value if it is not set
   * @return the number
   * @throws BrokerException if the value is not a positive whole number
   */
  public int positive(String key, int otherwise) {
    return parsed(
        key,
        otherwise,
        "a positive whole number",
        text -> {
          int number = Integer.parseInt(text);
          if (number < 1) {
            throw new NumberFormatException();
          }
          return number;
        });
  }

  /**
   * A setting as a duration: ISO-8601 ({@code PT2S}), or a number with {@code ms} or {@code s}.
   *
   * @param key the key
   * @param otherwise the value if it is not set
   * @return the duration
   * @throws BrokerException if the value is not a positive duration
   */
  public Duration duration(String key, Duration otherwise) {
    return parsed(
        key,
        otherwise,
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
   * A setting as yes or no.
   *
   * @param key the key
   * @param otherwise the value if it is not set
   * @return the value
   * @throws BrokerException if the value is neither {@code true} nor {@code false}
   */
  public boolean flag(String key, boolean otherwise) {
    return parsed(
        key,
        otherwise,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new NumberFormatException();
            });
  }

  /**
   * A setting as one of some words.
   *
   * @param key the key
   * @param words the words, at least two; the first one is the value if it is not set
   * @return one of the words
   * @throws BrokerException if the value is none of them
   */
  public String choice(String key, String... words) {
    List<String> each = List.of(words);
    String text = text(key).orElse(words[0]);
    if (!each.contains(text)) {
      int last = words.length - 1;
      String expected = String.join(", ", each.subList(0, last)) + " or " + words[last];
      throw mustBe(key, expected);
    }
    return text;
  }

  /**
   * A setting as a file that can be read.
   *
   * @param key the key
   * @return the file, empty if it is not set
   * @throws BrokerException if there is no such file
   */
  public Optional<File> file(String key) {
    return text(key)
        .map(
            path -> {
              var file = new File(path);
              if (!file.canRead()) {
                throw mustBe(key, "a file that can be read");
              }
              return file;
            });
  }

  private <T> T parsed(String key, T otherwise, String expected, Function<String, T> parser) {
    String text = text(key).orElse(null);
    try {
      return text == null ? otherwise : parser.apply(text);
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw mustBe(key, expected);
    }
  }

  /** The value is not quoted: a secret may stand in the wrong place. */
  private static BrokerException mustBe(String key, String expected) {
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

  /** A key is quoted only if it is nearly a known one: a secret may stand in its place. */
  private static String unknown(String key, Set<String> known) {
    String nearest =
        known.stream().min(Comparator.comparingInt(other -> distance(key, other))).orElse("");
    return !nearest.isEmpty() && distance(key, nearest) <= nearest.length() / 2
        ? "unknown broker setting '" + key + "': did you mean '" + nearest + "'?"
        : "unknown broker setting: the settings are " + known;
  }

  /** Levenshtein distance, one row at a time. */
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
