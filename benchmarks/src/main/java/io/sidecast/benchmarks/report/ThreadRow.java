package io.sidecast.benchmarks.report;

import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.measure.ThreadUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The usage of the threads of one kind in one process for each operation, over all runs.
 *
 * @param process the process
 * @param threads the name of the threads without numbers
 * @param cpu processor time in microseconds
 * @param switches voluntary context switches
 * @param calls read and write system calls
 */
record ThreadRow(String process, String threads, double cpu, double switches, double calls) {

  /** Returns the rows of all processes but the load generator, the busiest threads first. */
  static List<ThreadRow> of(List<Result> runs) {
    long operations = Math.max(1, runs.stream().mapToLong(Result::operations).sum());
    List<ThreadRow> rows = new ArrayList<>();
    sums(runs)
        .forEach(
            (process, kinds) ->
                kinds.values().stream()
                    .map(
                        sum ->
                            new ThreadRow(
                                process,
                                sum.kind(),
                                (double) sum.cpuMicros() / operations,
                                (double) sum.switches() / operations,
                                (double) sum.calls() / operations))
                    .sorted((a, b) -> Double.compare(b.cpu, a.cpu))
                    .forEach(rows::add));
    return rows;
  }

  private static Map<String, Map<String, ThreadUsage>> sums(List<Result> runs) {
    var sums = new TreeMap<String, Map<String, ThreadUsage>>();
    for (Result run : runs) {
      run.threads()
          .forEach(
              (process, kinds) -> {
                var ofProcess = sums.computeIfAbsent(process, any -> new TreeMap<>());
                kinds.forEach(usage -> ofProcess.merge(usage.kind(), usage, ThreadUsage::plus));
              });
    }
    sums.remove(Result.LOAD);
    return sums;
  }
}
