package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Figure;
import io.sidecast.benchmarks.report.Target;
import java.util.List;

/**
 * The same traffic for several entrants.
 *
 * @param id a short and stable id
 * @param title the title for people
 * @param main the number that the scenario measures
 * @param load the traffic
 * @param entrants the entrants
 * @param targets the targets
 */
record Scenario(
    String id,
    String title,
    Figure main,
    Load load,
    List<Entrant> entrants,
    List<Target> targets) {}
