package io.sidecast.benchmarks.measure;

import java.util.List;
import java.util.Map;

/**
 * The result of one measurement.
 *
 * @param operations deliveries, round trips, cycles or connections
 * @param startMillis the start of the measured time, in milliseconds since 1970
 * @param seconds the duration of the measured time
 * @param cpuMicros processor time by process, the load generator's own as {@link #LOAD}
 * @param residentKib memory by process, at the end
 * @param growthKib growth of memory by process
 * @param heapGrowth growth of the servers' live heaps in bytes, if the work reads them
 * @param switches voluntary context switches by process
 * @param calls read and write system calls by process
 * @param threads the usage of the kinds of threads by process, the busiest kinds first
 * @param latency the time from when a message was due until it arrived
 * @param bytes the bytes on the wire
 * @param otherCores the number of processors that other programs kept busy
 */
public record Result(
    long operations,
    long startMillis,
    double seconds,
    Map<String, Long> cpuMicros,
    Map<String, Long> residentKib,
    Map<String, Long> growthKib,
    long heapGrowth,
    Map<String, Long> switches,
    Map<String, Long> calls,
    Map<String, List<ThreadUsage>> threads,
    Latency latency,
    Bytes bytes,
    double otherCores) {

  /** The name of the load generator among the processes. */
  public static final String LOAD = "load";

  /** The name of the broker among the processes. */
  public static final String BROKER = "broker";

  /** The greatest share of the compilers of a JVM that is warm. */
  private static final double WARM = 0.01;

  /**
   * Numbers of bytes.
   *
   * @param received bytes that the clients received
   * @param sent bytes that the clients sent
   * @param loopback bytes that all programs sent over 127.0.0.1, including packet headers
   */
  public record Bytes(long received, long sent, long loopback) {}

  /** Returns the result of the time between two snapshots. */
  static Result between(
      Snapshot from, Snapshot to, long operations, long heapGrowth, Latency latency, Bytes bytes) {
    return new Result(
        operations,
        from.epochMillis(),
        to.secondsSince(from),
        to.cpuSince(from),
        to.residentKib(),
        to.growthSince(from),
        heapGrowth,
        to.switchesSince(from),
        to.callsSince(from),
        to.threadsSince(from),
        latency,
        bytes,
        to.othersSince(from));
  }

  /**
   * Returns the processor time of servers and broker, without the load generator.
   *
   * @return microseconds for each operation
   */
  public double cpuEach() {
    return each(cpuMicros, LOAD, LOAD);
  }

  /**
   * Returns the voluntary context switches of servers and broker, without the load generator.
   *
   * @return switches for each operation
   */
  public double switchesEach() {
    return each(switches, LOAD, LOAD);
  }

  /**
   * Returns the read and write calls of servers and broker, without the load generator.
   *
   * @return system calls for each operation
   */
  public double callsEach() {
    return each(calls, LOAD, LOAD);
  }

  /**
   * Returns the processor time of the servers alone.
   *
   * @return microseconds for each operation
   */
  public double cpuEachOfNodes() {
    return each(cpuMicros, LOAD, BROKER);
  }

  /**
   * Returns the share of the compilers in the processor time of the servers.
   *
   * @return a number from 0 to 1; 0 for servers without a JVM
   */
  public double compilerShare() {
    double compilers = 0;
    for (var process : threads.entrySet()) {
      if (!process.getKey().equals(LOAD) && !process.getKey().equals(BROKER)) {
        compilers +=
            process.getValue().stream()
                .filter(ThreadUsage::isCompiler)
                .mapToLong(ThreadUsage::cpuMicros)
                .sum();
      }
    }
    return compilers / Math.max(1, operations * cpuEachOfNodes());
  }

  /**
   * Returns whether the compilers were idle, as in a server that has run for long.
   *
   * @return true if their share is below 1 %
   */
  public boolean warm() {
    return compilerShare() < WARM;
  }

  /**
   * Returns the growth of the servers' live heaps by one operation.
   *
   * @return bytes
   */
  public double heapGrowthEach() {
    return (double) heapGrowth / Math.max(1, operations);
  }

  private double each(Map<String, Long> counts, String without, String norWithout) {
    double sum = 0;
    for (var process : counts.entrySet()) {
      String name = process.getKey();
      sum += name.equals(without) || name.equals(norWithout) ? 0 : process.getValue();
    }
    return sum / Math.max(1, operations);
  }

  /**
   * Returns the rate that was reached.
   *
   * @return operations per second
   */
  public double perSecond() {
    return operations / seconds;
  }

  /**
   * Returns the growth of the servers' memory by one operation.
   *
   * @return KiB
   */
  public double growthEach() {
    return each(growthKib, LOAD, LOAD);
  }
}
