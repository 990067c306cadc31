package io.sidecast.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * The report of a whole run.
 *
 * @param facts the machine, versions, settings and the seed, in order
 * @param tables one table for each scenario
 */
public record Report(Map<String, String> facts, List<Table> tables) {

  /** Copies the list. */
  public Report {
    tables = List.copyOf(tables);
  }
}
