package io.sidecast.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG: the median as a bar, the range from the lowest to the highest run as a
 * line over it.
 */
final class BarChart {

  private static final int WIDTH = 900;
  private static final int LABELS = 250;
  private static final int ROW = 30;
  private static final int BAR = 18;
  private static final int NUMBERS = 90;

  private final List<Entry> entries;
  private final Figure figure;
  private final double scale;

  BarChart(List<Entry> entries, Figure figure) {
    this.entries = entries.stream().filter(entry -> !entry.runs().isEmpty()).toList();
    this.figure = figure;
    double highest =
        this.entries.stream().mapToDouble(entry -> entry.highest(figure)).max().orElse(1);
    this.scale = (WIDTH - LABELS - NUMBERS) / Math.max(highest, 1e-9);
  }

  String svg() {
    var svg = new StringBuilder();
    int height = entries.size() * ROW;
    svg.append(
        format("<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">", WIDTH, height, WIDTH));
    for (int i = 0; i < entries.size(); i++) {
      row(svg, entries.get(i), i * ROW);
    }
    return svg.append("</svg>").toString();
  }

  private void row(StringBuilder svg, Entry entry, int top) {
    double median = entry.median(figure);
    int middle = top + ROW / 2;
    String kind = entry.name().startsWith("Sidecast") ? "own" : "other";
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            LABELS - 10, middle + 5, HtmlReport.escape(entry.name())));
    svg.append(
        format(
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
            kind, LABELS, middle - BAR / 2, Math.max(1, median * scale), BAR));
    svg.append(
        format(
            "<path class=\"range\" d=\"M%.1f %dH%.1f\"/>",
            LABELS + entry.lowest(figure) * scale, middle, LABELS + entry.highest(figure) * scale));
    svg.append(
        format(
            "<text class=\"number\" x=\"%.1f\" y=\"%d\">%s</text>",
            LABELS + entry.highest(figure) * scale + 8, middle + 5, Numbers.text(median)));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
