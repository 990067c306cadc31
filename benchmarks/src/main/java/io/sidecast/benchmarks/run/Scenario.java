package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import java.util.List;

/**
 * The same traffic for several entrants.
 *
 * @param id short and stable
 * @param title for people
 * @param main the number that it is about
 * @param load the traffic
 * @param entrants who takes part
 * @param targets what is to be reached
 */
record Scenario(
    String id,
    String title,
    Figure main,
    Load load,
    List<Entrant> entrants,
    List<Target> targets) {}
