package io.sidecast.benchmarks.report;

import java.util.Locale;

/** Formats numbers for people: three significant digits, with thousands separators. Thread-safe. */
final class Numbers {

  private static final double HUNDRED = 100;
  private static final double TEN = 10;

  private Numbers() {}

  static String text(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    String format = value >= HUNDRED ? "%,.0f" : value >= TEN ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
