package io.sidecast.benchmarks.report;

/**
 * What is to be reached.
 *
 * @param figure the number that counts
 * @param name whose number
 * @param reference whose number it is compared with; empty: with nothing, the factor is the limit
 * @param factor at most so many times the reference, or at least if more is better
 */
public record Target(Figure figure, String name, String reference, double factor) {

  /** A target that is compared with nothing. */
  static final String NOTHING = "";

  /**
   * A limit that is compared with nothing.
   *
   * @param figure the number that counts
   * @param name whose number
   * @param limit at most so much
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
