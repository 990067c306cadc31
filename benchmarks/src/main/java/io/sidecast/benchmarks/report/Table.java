package io.sidecast.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * The results of one scenario.
 *
 * @param id a short and stable id
 * @param title the title for people
 * @param main the number that the scenario measures
 * @param entries one entry for each program
 * @param targets the targets of the scenario
 */
public record Table(
    String id, String title, Figure main, List<Entry> entries, List<Target> targets) {

  /** Copies the lists. */
  public Table {
    entries = List.copyOf(entries);
    targets = List.copyOf(targets);
  }

  /**
   * A target with the value that was reached.
   *
   * @param target the target
   * @param reached the ratio to the reference, or the number itself
   */
  public record Outcome(Target target, double reached) {

    /**
     * Returns whether the target is met.
     *
     * @return true if it is
     */
    public boolean isMet() {
      return target.figure().lowerIsBetter()
          ? reached <= target.factor()
          : reached >= target.factor();
    }
  }

  /** Returns a remark on an entry, or an empty text. Compilers may be busy in a cold program. */
  String remark(Entry entry) {
    return main.ofColdProgram() ? "" : entry.remark();
  }

  /**
   * Returns the outcomes of the targets.
   *
   * @return an outcome for each target whose programs have results
   */
  public List<Outcome> outcomes() {
    return targets.stream().flatMap(target -> outcome(target).stream()).toList();
  }

  private Optional<Outcome> outcome(Target target) {
    double own = median(target.name(), target.figure());
    double other = target.reference().isEmpty() ? 1 : median(target.reference(), target.figure());
    double reached = own / other;
    return Double.isNaN(reached) ? Optional.empty() : Optional.of(new Outcome(target, reached));
  }

  private double median(String name, Figure figure) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .mapToDouble(entry -> entry.median(figure))
        .findFirst()
        .orElse(Double.NaN);
  }
}
