package io.sidecast.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param facts the machine, versions, settings and the seed, in order
 * @param tables one for each scenario
 */
public record Report(Map<String, String> facts, List<Table> tables) {

  /** Copies the list. */
  public Report {
    tables = List.copyOf(tables);
  }
}
