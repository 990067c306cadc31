package io.sidecast.benchmarks.report;

import io.sidecast.benchmarks.measure.Result;
import java.util.List;

/**
 * The results of one program in one scenario.
 *
 * @param name the program
 * @param runs the results in the order of time
 * @param failure the reason why further runs are missing, or empty
 */
public record Entry(String name, List<Result> runs, String failure) {

  /** Copies the runs. */
  public Entry {
    runs = List.copyOf(runs);
  }

  /**
   * Returns the median of the runs.
   *
   * @param figure the number to compare
   * @return the upper one of two middle values
   */
  public double median(Figure figure) {
    double[] sorted = sorted(figure);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  double lowest(Figure figure) {
    double[] sorted = sorted(figure);
    return sorted.length == 0 ? Double.NaN : sorted[0];
  }

  double highest(Figure figure) {
    double[] sorted = sorted(figure);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
  }

  private double[] sorted(Figure figure) {
    return runs.stream().mapToDouble(figure::of).sorted().toArray();
  }
}
