package io.sidecast.benchmarks.report;

import io.sidecast.benchmarks.measure.Result;

/** One number that says how good a run was. */
public enum Figure {
  /** Of servers and broker. */
  CPU("CPU", "µs", true),
  /** Of the servers without the broker. */
  NODES_CPU("CPU of the nodes", "µs", true),
  /** Operations. */
  RATE("per second", "", false),
  /** Half of the messages were faster. */
  P50("p50", "µs", true),
  /** All but one of a hundred were faster. */
  P99("p99", "µs", true),
  /** All but one of a thousand were faster. */
  P999("p99.9", "µs", true),
  /** All that went over the loopback interface, heads of packets included. */
  WIRE("wire", "B", true),
  /** Growth by each connection. */
  GROWTH("memory", "KiB", true),
  /** Of servers and broker. */
  RESIDENT("RSS", "MiB", true),
  /** How many processors the load generator has used. */
  LOAD("load", "cores", true),
  /** How many processors were busy with what does not belong here. */
  OTHERS("others", "cores", true);

  private static final double KIB = 1024;

  private final String title;
  private final String unit;
  private final boolean lowerIsBetter;

  Figure(String title, String unit, boolean lowerIsBetter) {
    this.title = title;
    this.unit = unit;
    this.lowerIsBetter = lowerIsBetter;
  }

  /**
   * For the head of a column.
   *
   * @return title and unit
   */
  public String title() {
    return unit.isEmpty() ? title : title + " " + unit;
  }

  /**
   * Which way is up.
   *
   * @return true if less is better
   */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /**
   * Reads the number.
   *
   * @param result of one run
   * @return the number in the unit
   */
  public double of(Result result) {
    return switch (this) {
      case CPU -> result.cpuEach();
      case NODES_CPU -> result.cpuEachOfNodes();
      case RATE -> result.perSecond();
      case P50 -> result.latency().p50();
      case P99 -> result.latency().p99();
      case P999 -> result.latency().p999();
      case WIRE -> (double) result.bytes().loopback() / Math.max(1, result.operations());
      case GROWTH -> result.growthEach();
      case RESIDENT -> residentMib(result);
      case LOAD -> loadCores(result);
      case OTHERS -> result.otherCores();
    };
  }

  private static double residentMib(Result result) {
    long kib = 0;
    for (var process : result.residentKib().entrySet()) {
      kib += process.getKey().equals(Result.LOAD) ? 0 : process.getValue();
    }
    return kib / KIB;
  }

  private static double loadCores(Result result) {
    return result.cpuMicros().getOrDefault(Result.LOAD, 0L) / 1e6 / result.seconds();
  }
}
