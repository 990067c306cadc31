package io.sidecast.benchmarks.report;

import static io.sidecast.benchmarks.report.Figure.CALLS;
import static io.sidecast.benchmarks.report.Figure.CPU;
import static io.sidecast.benchmarks.report.Figure.GROWTH;
import static io.sidecast.benchmarks.report.Figure.LOAD;
import static io.sidecast.benchmarks.report.Figure.NODES_CPU;
import static io.sidecast.benchmarks.report.Figure.OTHERS;
import static io.sidecast.benchmarks.report.Figure.P50;
import static io.sidecast.benchmarks.report.Figure.P99;
import static io.sidecast.benchmarks.report.Figure.P999;
import static io.sidecast.benchmarks.report.Figure.RATE;
import static io.sidecast.benchmarks.report.Figure.RESIDENT;
import static io.sidecast.benchmarks.report.Figure.SWITCHES;
import static io.sidecast.benchmarks.report.Figure.WIRE;

import java.util.List;
import java.util.Locale;

/** Formats a report as text. Thread-safe. */
public final class TerminalReport {

  /** The numbers that are shown of a scenario about messages. */
  static final List<Figure> OF_MESSAGES =
      List.of(CPU, NODES_CPU, SWITCHES, CALLS, RATE, P50, P99, P999, WIRE, RESIDENT, LOAD, OTHERS);

  /** The numbers that are shown of a scenario about memory. */
  static final List<Figure> OF_MEMORY = List.of(GROWTH, RESIDENT, OTHERS);

  private static final int NAME = 34;
  private static final int COLUMN = 13;

  private TerminalReport() {}

  static List<Figure> figures(Table table) {
    return table.main() == GROWTH ? OF_MEMORY : OF_MESSAGES;
  }

  /**
   * Formats one scenario.
   *
   * @param table its results
   * @return several lines
   */
  public static String of(Table table) {
    List<Figure> figures = figures(table);
    var text = new StringBuilder("\n").append(table.title()).append('\n');
    text.append(" ".repeat(NAME));
    figures.forEach(figure -> text.append(right(heading(figure))));
    for (Entry entry : table.entries()) {
      text.append('\n').append(left(entry.name()));
      figures.forEach(figure -> text.append(right(Numbers.text(entry.median(figure)))));
      if (!entry.failure().isEmpty()) {
        text.append("\n    failed: ").append(entry.failure());
      }
    }
    for (Table.Outcome outcome : table.outcomes()) {
      text.append("\n  ").append(outcome.isMet() ? "reached " : "MISSED  ");
      text.append(outcome.target()).append(", is ").append(Numbers.text(outcome.reached()));
    }
    return text.append('\n').toString();
  }

  private static String heading(Figure figure) {
    return figure == NODES_CPU ? "nodes µs" : figure.title();
  }

  private static String left(String text) {
    return String.format(Locale.ROOT, "%-" + NAME + "s", text);
  }

  private static String right(String text) {
    return String.format(Locale.ROOT, "%" + COLUMN + "s", text);
  }
}
