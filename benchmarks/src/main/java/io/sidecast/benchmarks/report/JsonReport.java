package io.sidecast.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report as JSON: facts, medians, targets and every single run. Thread-safe. */
public final class JsonReport {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  /**
   * Writes a file.
   *
   * @param report the report
   * @param file the file to write
   * @throws IOException if the file cannot be written
   */
  public static void write(Report report, Path file) throws IOException {
    List<Object> scenarios = new ArrayList<>();
    report.tables().forEach(table -> scenarios.add(scenario(table)));
    JSON.writeValue(file.toFile(), ordered("facts", report.facts(), "scenarios", scenarios));
  }

  private static Map<String, Object> scenario(Table table) {
    List<Object> entries = new ArrayList<>();
    for (Entry entry : table.entries()) {
      var medians = new LinkedHashMap<String, Object>();
      for (Figure figure : TerminalReport.figures(table)) {
        medians.put(figure.name(), number(entry.median(figure)));
      }
      var shown = ordered("name", entry.name(), "medians", medians);
      shown.put("failure", entry.failure());
      shown.put("remark", table.remark(entry));
      shown.put("threads", entry.threads());
      shown.put("runs", entry.runs());
      entries.add(shown);
    }
    List<Object> targets = new ArrayList<>();
    for (Table.Outcome outcome : table.outcomes()) {
      var shown = ordered("target", outcome.target().toString(), "reached", outcome.reached());
      shown.put("met", outcome.isMet());
      targets.add(shown);
    }
    var scenario = ordered("id", table.id(), "title", table.title());
    scenario.put("main", table.main().name());
    scenario.put("entries", entries);
    scenario.put("targets", targets);
    return scenario;
  }

  /** Replaces NaN, which JSON does not have. */
  private static Object number(double value) {
    return Double.isNaN(value) ? "-" : value;
  }

  private static Map<String, Object> ordered(String a, Object first, String b, Object second) {
    var map = new LinkedHashMap<String, Object>();
    map.put(a, first);
    map.put(b, second);
    return map;
  }
}
