package io.sidecast.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the usage of threads from Linux's {@code /proc}. Thread-safe. */
final class ThreadFiles {

  private static final int NANOS_PER_MICRO = 1_000;

  private ThreadFiles() {}

  /** Returns the usage of the running threads of a process, by their ids. */
  static Map<String, ThreadUsage> usage(Path process) {
    var threads = new HashMap<String, ThreadUsage>();
    try (Stream<Path> folders = Files.list(process.resolve("task"))) {
      for (Path folder : folders.toList()) {
        thread(folder).ifPresent(usage -> threads.put("" + folder.getFileName(), usage));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + process + ": has it ended?", e);
    }
    return threads;
  }

  /** Returns the usage of a thread, unless it has ended meanwhile. */
  private static Optional<ThreadUsage> thread(Path folder) {
    try {
      String processor = ProcFiles.read(folder.resolve("schedstat"));
      List<String> status = ProcFiles.lines(folder.resolve("status"));
      List<String> io = ProcFiles.lines(folder.resolve("io"));
      return Optional.of(
          new ThreadUsage(
              kind(status.get(0).substring("Name:".length()).strip()),
              Long.parseLong(processor.substring(0, processor.indexOf(' '))) / NANOS_PER_MICRO,
              ProcFiles.number(status, "voluntary_ctxt_switches:"),
              ProcFiles.number(io, "syscr:") + ProcFiles.number(io, "syscw:")));
    } catch (UncheckedIOException ended) {
      return Optional.empty();
    }
  }

  /** Returns a name without the numbers that distinguish threads with the same task. */
  private static String kind(String name) {
    return name.replaceAll("[-#:_]\\d+|[-#:_]$", "");
  }
}
