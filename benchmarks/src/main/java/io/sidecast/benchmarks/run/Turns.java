package io.sidecast.benchmarks.run;

/**
 * The turns of each program in a scenario.
 *
 * @param rounds the number of turns
 * @param first the first turn, which includes the warm-up
 * @param later a later turn
 * @param repeats how often at most a turn of a program is repeated because the compilers of its JVM
 *     were busy
 * @param repeat the repeated turn, with more warm-up
 */
record Turns(int rounds, Load.Turn first, Load.Turn later, int repeats, Load.Turn repeat) {

  /** The fewest turns that have a median and a range. */
  private static final int MEDIAN = 3;

  private static final double SHORT_SECONDS = 0.5;

  /** Returns whether the turns are enough to judge targets. */
  boolean judge() {
    return rounds >= MEDIAN;
  }

  /** Returns a turn that only warms up. */
  Load.Turn warmUp() {
    return new Load.Turn(first.warmUp(), SHORT_SECONDS);
  }

  Turns withoutRepeats() {
    return new Turns(rounds, first, later, 0, repeat);
  }
}
