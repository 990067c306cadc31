package io.sidecast.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a report as one self-contained page: charts, tables and facts. Thread-safe. */
public final class HtmlReport {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Sidecast benchmarks</title>
      <meta name="viewport" content="width=device-width">
      <style>
        :root { color-scheme: light dark; --own: #2563eb; --other: #9ca3af; --line: #6b728055; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1120px; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin: 2.5rem 0 .25rem; font-size: 1.15rem; }
        h3 { margin: .75rem 0 .25rem; font-size: .9rem; font-weight: 600; opacity: .7; }
        svg { max-width: 100%; height: auto; }
        svg text { font: 13px system-ui, sans-serif; fill: currentColor; }
        svg .number { font-variant-numeric: tabular-nums; }
        .own { fill: var(--own); } .other { fill: var(--other); }
        .range { stroke: currentColor; stroke-width: 2; opacity: .55; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; margin: .5rem 0; }
        th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; }
        .met { color: #15803d; } .missed { color: #b91c1c; } ul { padding-left: 1.2rem; }
      </style></head><body>
      <h1>Sidecast benchmarks</h1>
      """;

  private HtmlReport() {}

  /**
   * Writes a file.
   *
   * @param report the report
   * @param file the file to write
   * @throws IOException if the file cannot be written
   */
  public static void write(Report report, Path file) throws IOException {
    var page = new StringBuilder(HEAD);
    page.append("<p>Bars are medians, lines reach from the lowest to the highest run. ");
    page.append("CPU is user and system time of servers and broker for each operation.</p>");
    report.tables().forEach(table -> scenario(page, table));
    page.append("<h2>Machine, versions, settings</h2><table>");
    report
        .facts()
        .forEach(
            (name, fact) ->
                page.append("<tr><td>")
                    .append(escape(name))
                    .append("</td><td style=\"text-align:left;white-space:normal\">")
                    .append(escape(fact))
                    .append("</td></tr>"));
    page.append("</table></body></html>\n");
    Files.writeString(file, page);
  }

  private static void scenario(StringBuilder page, Table table) {
    page.append("<h2 id=\"").append(table.id()).append("\">").append(escape(table.title()));
    page.append("</h2>");
    for (Figure figure : charted(table)) {
      page.append("<h3>").append(escape(figure.title()));
      page.append(figure.lowerIsBetter() ? " (less is better)" : " (more is better)");
      page.append("</h3>").append(new BarChart(table.entries(), figure).svg());
    }
    numbers(page, table);
    threads(page, table);
    outcomes(page, table);
  }

  /** Returns the numbers to chart: the main number, and for a latency its percentiles. */
  private static List<Figure> charted(Table table) {
    return table.main() == Figure.P50
        ? List.of(Figure.P50, Figure.P90, Figure.P99)
        : List.of(table.main());
  }

  private static void numbers(StringBuilder page, Table table) {
    page.append("<div class=\"scroll\"><table><tr><th></th>");
    List<Figure> figures = TerminalReport.figures(table);
    figures.forEach(figure -> page.append("<th>").append(escape(figure.title())).append("</th>"));
    page.append("</tr>");
    for (Entry entry : table.entries()) {
      String name = escape(TerminalReport.marked(entry, table));
      page.append("<tr><td>").append(name).append("</td>");
      figures.forEach(
          figure -> page.append("<td>").append(escape(entry.text(figure))).append("</td>"));
      page.append("</tr>");
      if (!entry.failure().isEmpty()) {
        remark(page, "failed: " + entry.failure(), figures.size());
      }
      if (!table.remark(entry).isEmpty()) {
        remark(page, "* " + table.remark(entry), figures.size());
      }
    }
    page.append("</table></div>");
  }

  private static void remark(StringBuilder page, String text, int columns) {
    page.append("<tr><td class=\"missed\" colspan=\"").append(columns + 1).append("\">");
    page.append(escape(text)).append("</td></tr>");
  }

  private static void threads(StringBuilder page, Table table) {
    if (table.main() == Figure.GROWTH) {
      return;
    }
    for (Entry entry : table.entries()) {
      page.append("<details><summary>Threads of ").append(escape(entry.name()));
      page.append(", for each operation</summary><table><tr><th>process</th><th>threads</th>");
      page.append("<th>CPU µs</th><th>switches</th><th>reads+writes</th></tr>");
      for (ThreadRow row : entry.threads()) {
        page.append("<tr><td>").append(escape(row.process()));
        page.append("</td><td>").append(escape(row.threads()));
        page.append("</td><td>").append(Numbers.text(row.cpu()));
        page.append("</td><td>").append(Numbers.text(row.switches()));
        page.append("</td><td>").append(Numbers.text(row.calls())).append("</td></tr>");
      }
      page.append("</table></details>");
    }
  }

  private static void outcomes(StringBuilder page, Table table) {
    if (table.outcomes().isEmpty()) {
      return;
    }
    page.append("<ul>");
    for (Table.Outcome outcome : table.outcomes()) {
      page.append("<li class=\"").append(outcome.isMet() ? "met" : "missed").append("\">");
      page.append(outcome.isMet() ? "reached: " : "missed: ");
      page.append(escape(outcome.target().toString())).append(", is ");
      page.append(Numbers.text(outcome.reached())).append("</li>");
    }
    page.append("</ul>");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
