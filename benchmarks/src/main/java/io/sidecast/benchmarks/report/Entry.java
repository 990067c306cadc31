package io.sidecast.benchmarks.report;

import io.sidecast.benchmarks.measure.Result;
import java.util.List;

/**
 * What one program has shown in one scenario.
 *
 * @param name the program
 * @param runs in the order of time
 * @param failure why there are no more, empty if there is nothing to say
 */
public record Entry(String name, List<Result> runs, String failure) {

  /** Copies the runs. */
  public Entry {
    runs = List.copyOf(runs);
  }

  /**
   * The median of the runs.
   *
   * @param figure of which number
   * @return the upper one of two
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
