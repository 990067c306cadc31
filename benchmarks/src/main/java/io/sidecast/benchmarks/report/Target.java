package io.sidecast.benchmarks.report;

/**
 * A target of a scenario.
 *
 * @param figure the number to compare
 * @param name the program
 * @param reference the program that it is compared with; empty: none, and the factor is the limit
 * @param factor the greatest ratio to the reference, or the least ratio if more is better
 */
public record Target(Figure figure, String name, String reference, double factor) {

  /** The reference of a target that is an absolute limit. */
  static final String NOTHING = "";

  /**
   * Creates a target that is an absolute limit.
   *
   * @param figure the number to compare
   * @param name the program
   * @param limit the greatest number
   * @return the target
   */
  public static Target limit(Figure figure, String name, double limit) {
    return new Target(figure, name, NOTHING, limit);
  }

  @Override
  public String toString() {
    String sign = figure.lowerIsBetter() ? " <= " : " >= ";
    String of = reference.isEmpty() ? "" : " x " + reference;
    return name + ": " + figure.title() + sign + factor + of;
  }
}
