package io.sidecast.benchmarks.report;

import io.sidecast.benchmarks.measure.Result;

/** One number that rates a run. */
public enum Figure {
  /** Processor time of servers and broker. */
  CPU("CPU", "µs", true),
  /** Processor time of the servers without the broker. */
  NODES_CPU("CPU of the nodes", "µs", true),
  /** Voluntary context switches of servers and broker. */
  SWITCHES("switches", "", true),
  /** Read and write system calls of servers and broker. */
  CALLS("reads+writes", "", true),
  /** Operations per second. */
  RATE("per second", "", false),
  /** The time that half of the messages exceeded. */
  P50("p50", "µs", true),
  /** The time that one message of ten exceeded. */
  P90("p90", "µs", true),
  /** The time that one message of a hundred exceeded. */
  P99("p99", "µs", true),
  /** The time that one message of a thousand exceeded. */
  P999("p99.9", "µs", true),
  /** The bytes on the loopback interface, including packet headers. */
  WIRE("wire", "B", true),
  /** The growth of memory by each connection. */
  GROWTH("memory", "KiB", true),
  /** The growth of the live heap by each operation. */
  HEAP("heap", "B", true),
  /** The time until the servers were ready. */
  START("start", "ms", true),
  /** Resident memory of servers and broker. */
  RESIDENT("RSS", "MiB", true),
  /** The number of processors that the load generator has used. */
  LOAD("load", "cores", true),
  /** The number of processors that other programs kept busy. */
  OTHERS("others", "cores", true),
  /** The share of the compilers in the processor time of the servers. */
  COMPILERS("compilers", "%", true);

  private static final double KIB = 1024;
  private static final double PERCENT = 100;

  private final String title;
  private final String unit;
  private final boolean lowerIsBetter;

  Figure(String title, String unit, boolean lowerIsBetter) {
    this.title = title;
    this.unit = unit;
    this.lowerIsBetter = lowerIsBetter;
  }

  /**
   * Returns the heading of a column.
   *
   * @return title and unit
   */
  public String title() {
    return unit.isEmpty() ? title : title + " " + unit;
  }

  /**
   * Returns whether smaller numbers are better.
   *
   * @return true if less is better
   */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /**
   * Returns whether this number is about a program that has just started, whose compilers are busy.
   *
   * @return true for memory, and for the start itself
   */
  public boolean ofColdProgram() {
    return this == GROWTH || this == HEAP || this == START;
  }

  /**
   * Returns this number of a run.
   *
   * @param result the result of the run
   * @return the number in the unit
   */
  public double of(Result result) {
    return switch (this) {
      case CPU -> result.cpuEach();
      case NODES_CPU -> result.cpuEachOfNodes();
      case SWITCHES -> result.switchesEach();
      case CALLS -> result.callsEach();
      case RATE -> result.perSecond();
      case P50 -> result.latency().p50();
      case P90 -> result.latency().p90();
      case P99 -> result.latency().p99();
      case P999 -> result.latency().p999();
      case WIRE -> (double) result.bytes().loopback() / Math.max(1, result.operations());
      case GROWTH -> result.growthEach();
      case HEAP -> result.heapGrowthEach();
      case START -> result.seconds() * 1e3;
      case RESIDENT -> residentMib(result);
      case LOAD -> loadCores(result);
      case OTHERS -> result.otherCores();
      case COMPILERS -> PERCENT * result.compilerShare();
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
