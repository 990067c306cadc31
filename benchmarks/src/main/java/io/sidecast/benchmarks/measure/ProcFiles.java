package io.sidecast.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads processor times, memory and network counters from Linux's {@code /proc}. Times are in
 * microseconds. Thread-safe.
 */
final class ProcFiles {

  /** The unit of the times: Linux reports hundredths of a second to every program. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int IDLE = 4;
  private static final int IO_WAIT = 5;
  private static final int GUEST = 9;

  private ProcFiles() {}

  /** Returns the usage of a running process. */
  static Usage usage(long pid) {
    String stat = read(Path.of("/proc/" + pid + "/stat"));
    // The name in parentheses may contain spaces; the fields after it do not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    Path process = Path.of("/proc/" + pid);
    return new Usage(
        ticks * MICROS_PER_TICK,
        number(process.resolve("status"), "VmRSS:"),
        switches(process.resolve("task")),
        number(process.resolve("io"), "syscr:") + number(process.resolve("io"), "syscw:"));
  }

  /** Returns the busy time of all processors of this machine. */
  static long busyMicros() {
    String[] fields = lines(Path.of("/proc/stat")).get(0).split(" +", -1);
    long ticks = 0;
    for (int i = 1; i < Math.min(fields.length, GUEST); i++) {
      ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
    }
    return ticks * MICROS_PER_TICK;
  }

  /** Returns the bytes that all programs have sent over 127.0.0.1, including packet headers. */
  static long loopbackBytes() {
    for (String line : lines(Path.of("/proc/net/dev"))) {
      String text = line.strip();
      if (text.startsWith("lo:")) {
        return Long.parseLong(text.substring("lo:".length()).strip().split(" +", 2)[0]);
      }
    }
    return 0;
  }

  private static long switches(Path threads) {
    try (Stream<Path> each = Files.list(threads)) {
      return each.mapToLong(ProcFiles::switchesOfThread).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + threads + ": has the process ended?", e);
    }
  }

  /** Returns the voluntary context switches of a thread; 0 if it has ended meanwhile. */
  private static long switchesOfThread(Path thread) {
    try {
      return number(thread.resolve("status"), "voluntary_ctxt_switches:");
    } catch (UncheckedIOException ended) {
      return 0;
    }
  }

  private static long number(Path file, String name) {
    for (String line : lines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private static List<String> lines(Path file) {
    return read(file).lines().toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": has the process ended?", e);
    }
  }
}
