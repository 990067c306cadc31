package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Any thread. The results of this JVM, cases by brokers, as a Markdown table: printed after each
 * suite and written to {@code target/conformance.md}.
 */
public final class ConformanceReport {

  private static final Map<String, Map<String, String>> RESULTS = new TreeMap<>();
  private static final Set<String> BROKERS = new LinkedHashSet<>();

  private ConformanceReport() {}

  /**
   * Records a result.
   *
   * @param caseName the case
   * @param broker the broker's short name
   * @param result pass, FAIL, or skipped with the flag that is missing
   */
  public static synchronized void add(String caseName, String broker, String result) {
    BROKERS.add(broker);
    RESULTS.computeIfAbsent(caseName, any -> new LinkedHashMap<>()).put(broker, result);
  }

  /**
   * All results so far.
   *
   * @return a Markdown table
   */
  public static synchronized String table() {
    var table = new StringBuilder("| case | " + String.join(" | ", BROKERS) + " |\n");
    table.append("|---".repeat(BROKERS.size() + 1)).append("|\n");
    RESULTS.forEach(
        (caseName, results) -> {
          table.append("| ").append(words(caseName));
          BROKERS.forEach(broker -> table.append(" | ").append(results.getOrDefault(broker, "")));
          table.append(" |\n");
        });
    return table.toString();
  }

  /** Prints the table and writes it to a file. */
  static void print() {
    String table = table();
    System.out.println(table);
    try {
      Path file = Path.of("target", "conformance.md");
      Files.createDirectories(Path.of("target"));
      Files.writeString(file, table);
    } catch (IOException e) {
      throw new UncheckedIOException("the conformance report cannot be written", e);
    }
  }

  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
