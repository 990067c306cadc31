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

  /** Returns the median for people, and for the p99 of several runs its range besides. */
  String text(Figure figure) {
    String median = Numbers.text(median(figure));
    return figure == Figure.P99 && runs.size() > 1
        ? median + " (" + Numbers.text(lowest(figure)) + "–" + Numbers.text(highest(figure)) + ")"
        : median;
  }

  /** Returns a remark if the compilers were busy in a run that counts, else an empty text. */
  String remark() {
    return runs.stream().allMatch(Result::warm)
        ? ""
        : "not warm: the compilers took up to %s %% of the servers' CPU"
            .formatted(Numbers.text(highest(Figure.COMPILERS)));
  }

  /** Returns the usage of threads for each operation, of all processes but the load generator. */
  List<ThreadRow> threads() {
    return ThreadRow.of(runs);
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
