package io.sidecast.benchmarks.report;

import static io.sidecast.benchmarks.report.Figure.CALLS;
import static io.sidecast.benchmarks.report.Figure.COMPILERS;
import static io.sidecast.benchmarks.report.Figure.CPU;
import static io.sidecast.benchmarks.report.Figure.GROWTH;
import static io.sidecast.benchmarks.report.Figure.HEAP;
import static io.sidecast.benchmarks.report.Figure.LOAD;
import static io.sidecast.benchmarks.report.Figure.NODES_CPU;
import static io.sidecast.benchmarks.report.Figure.OTHERS;
import static io.sidecast.benchmarks.report.Figure.P50;
import static io.sidecast.benchmarks.report.Figure.P90;
import static io.sidecast.benchmarks.report.Figure.P99;
import static io.sidecast.benchmarks.report.Figure.P999;
import static io.sidecast.benchmarks.report.Figure.RATE;
import static io.sidecast.benchmarks.report.Figure.RESIDENT;
import static io.sidecast.benchmarks.report.Figure.START;
import static io.sidecast.benchmarks.report.Figure.SWITCHES;
import static io.sidecast.benchmarks.report.Figure.WIRE;

import java.util.List;
import java.util.Locale;

/** Formats a report as text. Thread-safe. */
public final class TerminalReport {

  /** The numbers that are shown of a scenario about messages. */
  static final List<Figure> OF_MESSAGES =
      List.of(
          CPU, NODES_CPU, SWITCHES, CALLS, RATE, P50, P90, P99, P999, WIRE, RESIDENT, LOAD, OTHERS,
          COMPILERS);

  /** The numbers that are shown of a scenario about memory. */
  static final List<Figure> OF_MEMORY = List.of(GROWTH, RESIDENT, OTHERS);

  /** The numbers that are shown of a scenario about the heap. */
  static final List<Figure> OF_HEAP = List.of(HEAP, GROWTH, CPU, RESIDENT, OTHERS);

  /** The numbers that are shown of a scenario about the start. */
  static final List<Figure> OF_START = List.of(START, CPU, RESIDENT, OTHERS);

  private static final int COLUMN = 13;

  private TerminalReport() {}

  static List<Figure> figures(Table table) {
    return switch (table.main()) {
      case GROWTH -> OF_MEMORY;
      case HEAP -> OF_HEAP;
      case START -> OF_START;
      default -> OF_MESSAGES;
    };
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
    List<Entry> entries = table.entries();
    int names = 2 + entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    text.append(" ".repeat(names));
    figures.forEach(figure -> text.append(right(heading(figure), width(figure, entries))));
    for (Entry entry : entries) {
      text.append('\n').append(left(marked(entry, table), names));
      figures.forEach(figure -> text.append(right(entry.text(figure), width(figure, entries))));
      if (!entry.failure().isEmpty()) {
        text.append("\n    failed: ").append(entry.failure());
      }
      if (!table.remark(entry).isEmpty()) {
        text.append("\n  * ").append(table.remark(entry));
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

  /** Returns the name of an entry, with an asterisk if a remark follows. */
  static String marked(Entry entry, Table table) {
    return table.remark(entry).isEmpty() ? entry.name() : entry.name() + " *";
  }

  private static int width(Figure figure, List<Entry> entries) {
    int widest = entries.stream().mapToInt(entry -> entry.text(figure).length()).max().orElse(0);
    return Math.max(COLUMN, widest + 2);
  }

  private static String left(String text, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s", text);
  }

  private static String right(String text, int width) {
    return String.format(Locale.ROOT, "%" + width + "s", text);
  }
}
