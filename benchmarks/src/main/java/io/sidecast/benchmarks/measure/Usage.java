package io.sidecast.benchmarks.measure;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The resources that a process has used so far.
 *
 * @param cpuMicros user and system time, in microseconds; the kernel counts in steps of 10,000
 * @param residentKib resident memory now, in KiB
 * @param calls read and write system calls
 * @param threads the usage of the threads that still run, by their ids
 */
record Usage(long cpuMicros, long residentKib, long calls, Map<String, ThreadUsage> threads) {

  static final Usage NONE = new Usage(0, 0, 0, Map.of());

  long switches() {
    return threads.values().stream().mapToLong(ThreadUsage::switches).sum();
  }

  /** Returns the usage since an earlier moment by the kinds of threads, the busiest first. */
  List<ThreadUsage> threadsSince(Usage earlier) {
    var kinds = new HashMap<String, ThreadUsage>();
    threads.forEach(
        (id, now) -> {
          ThreadUsage before = earlier.threads.getOrDefault(id, ThreadUsage.none(now.kind()));
          kinds.merge(now.kind(), now.minus(before), ThreadUsage::plus);
        });
    return kinds.values().stream()
        .filter(usage -> usage.cpuMicros() + usage.switches() + usage.calls() > 0)
        .sorted(Comparator.comparingLong(ThreadUsage::cpuMicros).reversed())
        .toList();
  }
}
