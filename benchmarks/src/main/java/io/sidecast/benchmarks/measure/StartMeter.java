package io.sidecast.benchmarks.measure;

import java.util.Map;

/** Measures how processes start, from its creation on. Immutable. */
public final class StartMeter {

  private final Snapshot start = Snapshot.of(Map.of());

  /** Starts the measurement; the processes start afterwards. */
  public StartMeter() {}

  /**
   * Ends the measurement. The start of all processes is one operation.
   *
   * @param pids the ids of the processes, by name
   * @return the usage of the processes since they were started
   */
  public Result ready(Map<String, Long> pids) {
    Snapshot now = Snapshot.of(pids);
    double micros = 1e6 * now.secondsSince(start);
    return Result.between(
        start,
        now,
        1,
        0,
        new Latency(micros, micros, micros, micros, micros),
        new Result.Bytes(0, 0, now.loopbackBytes() - start.loopbackBytes()));
  }
}
