package io.sidecast.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The usage of some processes and of the machine up to one moment.
 *
 * @param epochMillis the time since 1970
 * @param nanos the time on the clock of {@link System#nanoTime}
 * @param processes the usage by the names of the processes in the results
 * @param busyMicros the busy time of all processors
 * @param loopbackBytes the bytes sent over 127.0.0.1
 */
record Snapshot(
    long epochMillis,
    long nanos,
    Map<String, Usage> processes,
    long busyMicros,
    long loopbackBytes) {

  static Snapshot of(Map<String, Long> pids) {
    var processes = new TreeMap<String, Usage>();
    pids.forEach((name, pid) -> processes.put(name, ProcFiles.usage(pid)));
    return new Snapshot(
        System.currentTimeMillis(),
        System.nanoTime(),
        processes,
        ProcFiles.busyMicros(),
        ProcFiles.loopbackBytes());
  }

  double secondsSince(Snapshot earlier) {
    return (nanos - earlier.nanos) / 1e9;
  }

  /** Returns the processor time since an earlier snapshot, by process. */
  Map<String, Long> cpuSince(Snapshot earlier) {
    return since(earlier, Usage::cpuMicros);
  }

  /** Returns the growth of memory since an earlier snapshot, by process, in KiB. */
  Map<String, Long> growthSince(Snapshot earlier) {
    return since(earlier, Usage::residentKib);
  }

  /** Returns the voluntary context switches since an earlier snapshot, by process. */
  Map<String, Long> switchesSince(Snapshot earlier) {
    return since(earlier, Usage::switches);
  }

  /** Returns the read and write system calls since an earlier snapshot, by process. */
  Map<String, Long> callsSince(Snapshot earlier) {
    return since(earlier, Usage::calls);
  }

  /** Returns the usage of threads since an earlier snapshot, by process. */
  Map<String, List<ThreadUsage>> threadsSince(Snapshot earlier) {
    var threads = new TreeMap<String, List<ThreadUsage>>();
    processes.forEach((name, usage) -> threads.put(name, usage.threadsSince(earlier.usage(name))));
    return threads;
  }

  private Map<String, Long> since(Snapshot earlier, ToLongFunction<Usage> counter) {
    var growth = new TreeMap<String, Long>();
    processes.forEach(
        (name, usage) ->
            growth.put(
                name, counter.applyAsLong(usage) - counter.applyAsLong(earlier.usage(name))));
    return growth;
  }

  Map<String, Long> residentKib() {
    var resident = new TreeMap<String, Long>();
    processes.forEach((name, usage) -> resident.put(name, usage.residentKib()));
    return resident;
  }

  /** Returns the number of processors that programs outside of this measurement kept busy. */
  double othersSince(Snapshot earlier) {
    long own = cpuSince(earlier).values().stream().mapToLong(Long::longValue).sum();
    double micros = Math.max(0, busyMicros - earlier.busyMicros - own);
    return micros / 1e6 / secondsSince(earlier);
  }

  private Usage usage(String name) {
    Usage usage = processes.get(name);
    return usage == null ? Usage.NONE : usage;
  }
}
