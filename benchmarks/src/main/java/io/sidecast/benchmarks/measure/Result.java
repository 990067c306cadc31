package io.sidecast.benchmarks.measure;

import java.util.Map;

/**
 * What one measurement has shown.
 *
 * @param operations deliveries, round trips, cycles or connections
 * @param seconds that it took
 * @param cpuMicros processor time by process, the load generator's own as {@link #LOAD}
 * @param residentKib memory by process, at the end
 * @param growthKib growth of that by process
 * @param latency from when a message was due until it was there
 * @param bytes what went over the wire
 * @param otherCores how many processors were busy with something else
 */
public record Result(
    long operations,
    double seconds,
    Map<String, Long> cpuMicros,
    Map<String, Long> residentKib,
    Map<String, Long> growthKib,
    Latency latency,
    Bytes bytes,
    double otherCores) {

  /** The load generator among the processes. */
  public static final String LOAD = "load";

  /** The broker among the processes. */
  public static final String BROKER = "broker";

  /**
   * Bytes.
   *
   * @param received by the clients
   * @param sent by the clients
   * @param loopback all that went over 127.0.0.1, with the heads of the packets, of anybody
   */
  public record Bytes(long received, long sent, long loopback) {}

  /**
   * Processor time of what is measured: servers and broker, without the load generator.
   *
   * @return microseconds for each operation
   */
  public double cpuEach() {
    return cpuEach(LOAD, LOAD);
  }

  /**
   * Processor time of the servers alone.
   *
   * @return microseconds for each operation
   */
  public double cpuEachOfNodes() {
    return cpuEach(LOAD, BROKER);
  }

  private double cpuEach(String without, String norWithout) {
    double micros = 0;
    for (var process : cpuMicros.entrySet()) {
      String name = process.getKey();
      micros += name.equals(without) || name.equals(norWithout) ? 0 : process.getValue();
    }
    return micros / Math.max(1, operations);
  }

  /**
   * The pace that was reached.
   *
   * @return operations a second
   */
  public double perSecond() {
    return operations / seconds;
  }

  /**
   * Memory that an operation has left behind in the servers.
   *
   * @return KiB
   */
  public double growthEach() {
    double kib = 0;
    for (var process : growthKib.entrySet()) {
      kib += process.getKey().equals(LOAD) ? 0 : process.getValue();
    }
    return kib / Math.max(1, operations);
  }
}
