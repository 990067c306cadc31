package io.sidecast.benchmarks.measure;

import java.util.Map;
import java.util.TreeMap;

/**
 * What some processes and the machine have used until now.
 *
 * @param nanos the time
 * @param processes by what they are called in the results
 * @param busyMicros of all processors
 * @param loopbackBytes over 127.0.0.1
 */
record Snapshot(long nanos, Map<String, Usage> processes, long busyMicros, long loopbackBytes) {

  static Snapshot of(Map<String, Long> pids) {
    var processes = new TreeMap<String, Usage>();
    pids.forEach((name, pid) -> processes.put(name, ProcFiles.usage(pid)));
    return new Snapshot(
        System.nanoTime(), processes, ProcFiles.busyMicros(), ProcFiles.loopbackBytes());
  }

  double secondsSince(Snapshot earlier) {
    return (nanos - earlier.nanos) / 1e9;
  }

  /** By process. */
  Map<String, Long> cpuSince(Snapshot earlier) {
    var cpu = new TreeMap<String, Long>();
    processes.forEach(
        (name, usage) -> cpu.put(name, usage.cpuMicros() - earlier.usage(name).cpuMicros()));
    return cpu;
  }

  /** By process, in KiB. */
  Map<String, Long> growthSince(Snapshot earlier) {
    var growth = new TreeMap<String, Long>();
    processes.forEach(
        (name, usage) -> growth.put(name, usage.residentKib() - earlier.usage(name).residentKib()));
    return growth;
  }

  Map<String, Long> residentKib() {
    var resident = new TreeMap<String, Long>();
    processes.forEach((name, usage) -> resident.put(name, usage.residentKib()));
    return resident;
  }

  /** How many processors were busy with something that is not in this measurement. */
  double othersSince(Snapshot earlier) {
    long own = cpuSince(earlier).values().stream().mapToLong(Long::longValue).sum();
    double micros = Math.max(0, busyMicros - earlier.busyMicros - own);
    return micros / 1e6 / secondsSince(earlier);
  }

  private Usage usage(String name) {
    Usage usage = processes.get(name);
    return usage == null ? new Usage(0, 0) : usage;
  }
}
