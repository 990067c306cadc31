package io.sidecast.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    List<String> io = lines(process.resolve("io"));
    return new Usage(
        ticks * MICROS_PER_TICK,
        number(lines(process.resolve("status")), "VmRSS:"),
        number(io, "syscr:") + number(io, "syscw:"),
        ThreadFiles.usage(process));
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

  /** Returns the number in the line that begins with a name; 0 without such a line. */
  static long number(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  static List<String> lines(Path file) {
    return read(file).lines().toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": has the process ended?", e);
    }
  }
}
