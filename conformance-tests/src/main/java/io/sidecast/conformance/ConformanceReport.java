package io.sidecast.conformance;

import io.sidecast.broker.BrokerFeature;
import io.sidecast.conformance.SuiteResults.CaseResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results as Markdown tables: the declarations of the brokers, and cases by brokers. After each
 * suite the results of the module so far are printed, with times, and written to {@code
 * target/conformance.md}. Immutable.
 */
final class ConformanceReport {

  private static final Path FILE = Path.of("target", "conformance.md");

  private final List<SuiteResults> results;

  /** Creates a report with the brokers ordered by name. */
  ConformanceReport(List<SuiteResults> results) {
    this.results =
        results.stream()
            .sorted(
                Comparator.comparing(SuiteResults::broker, String.CASE_INSENSITIVE_ORDER)
                    .thenComparing(SuiteResults::kind))
            .toList();
  }

  /** Prints and writes the results of all suites of this module. */
  static void publish() {
    var report = new ConformanceReport(SuiteResults.readAll());
    String tables = report.features() + report.cases(ConformanceReport::withTime);
    System.out.println(tables);
    try {
      Files.writeString(FILE, tables);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the conformance report", e);
    }
  }

  /** Returns the table of what each broker declares. */
  String features() {
    Map<String, SuiteResults> brokers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    results.forEach(suite -> brokers.put(suite.broker(), suite));
    var table = new StringBuilder("## Declared features\n\n");
    table.append(row("", brokers.keySet().stream())).append(line(brokers.size()));
    for (BrokerFeature feature : BrokerFeature.values()) {
      String name = "`" + feature + "`";
      var declared =
          brokers.values().stream().map(suite -> suite.declared().features().has(feature));
      table.append(row(name, declared.map(does -> does ? "yes" : "no")));
    }
    var logs = brokers.values().stream().map(suite -> suite.declared().replayLog());
    table.append(row("replay log", logs.map(keeps -> keeps ? "yes" : "no")));
    var sizes =
        brokers.values().stream().map(suite -> suite.declared().features().maxEnvelopeBytes());
    table.append(
        row("largest envelope, bytes", sizes.map(size -> String.format(Locale.ROOT, "%,d", size))));
    var rooms = brokers.values().stream().map(suite -> suite.declared().features().roomChannels());
    table.append(row("room channels of a node", rooms.map(String::valueOf)));
    return table.append('\n').toString();
  }

  /** Returns one table for each of the two suites. The function formats a result. */
  String cases(Function<CaseResult, String> cell) {
    var tables = new StringBuilder();
    for (SuiteResults.Kind kind : SuiteResults.Kind.values()) {
      var suites = results.stream().filter(suite -> suite.kind() == kind).toList();
      if (!suites.isEmpty()) {
        tables.append("## ").append(kind.title).append("\n\n").append(table(suites, cell));
      }
    }
    return tables.toString();
  }

  private static String table(List<SuiteResults> suites, Function<CaseResult, String> cell) {
    Map<String, Map<String, CaseResult[]>> groups = new TreeMap<>();
    for (int column = 0; column < suites.size(); column++) {
      for (CaseResult result : suites.get(column).cases()) {
        CaseResult[] row =
            groups
                .computeIfAbsent(title(result.group()), any -> new TreeMap<>())
                .computeIfAbsent(words(result.name()), any -> new CaseResult[suites.size()]);
        row[column] = row[column] == null ? result : row[column].and(result);
      }
    }
    var table = new StringBuilder(row("case", suites.stream().map(SuiteResults::broker)));
    table.append(line(suites.size()));
    groups.forEach(
        (group, rows) -> {
          table.append(row("**" + group + "**", suites.stream().map(any -> "")));
          rows.forEach(
              (name, cells) ->
                  table.append(
                      row(name, Arrays.stream(cells).map(c -> c == null ? "" : cell.apply(c)))));
        });
    return table.append('\n').toString();
  }

  private static String withTime(CaseResult result) {
    return result.outcome().equals(CaseResult.PASS)
        ? "pass, %.1f s".formatted(result.seconds())
        : result.outcome();
  }

  private static String row(String head, Stream<String> cells) {
    return Stream.concat(Stream.of(head), cells).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String line(int columns) {
    return "|---".repeat(columns + 1) + "|\n";
  }

  /** Returns "Delivery" for {@code DeliveryCases}; other groups have a title already. */
  private static String title(String group) {
    String name = group.replaceFirst("Cases$", "");
    return name.equals(group) ? group : name.charAt(0) + words(name).substring(1);
  }

  /** Returns "own publish comes back" for {@code ownPublishComesBack}. */
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").trim().toLowerCase(Locale.ROOT);
  }
}
