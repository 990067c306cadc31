package io.sidecast.conformance.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reachable objects in the heap of another JVM. Immutable.
 *
 * @param bytes the bytes of the objects of each class
 */
public record LiveHeap(Map<String, Long> bytes) {

  private static final Pattern CLASS =
      Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)", Pattern.MULTILINE);

  private static final int WORST = 12;

  /**
   * The number of collections after which the serial collector has compacted the whole heap. Before
   * that it fills gaps with arrays of {@code int}, which a histogram counts as objects.
   */
  private static final int COLLECTIONS = 4;

  /** Runs garbage collections in a JVM of this machine and counts the remaining objects. */
  public static LiveHeap of(long pid) {
    return Stream.generate(() -> histogram(pid))
        .limit(COLLECTIONS)
        .min(Comparator.comparingLong(LiveHeap::total))
        .orElseThrow();
  }

  private static LiveHeap histogram(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var command = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram");
    try {
      Process process = command.redirectErrorStream(true).start();
      String histogram =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return parsed(histogram);
    } catch (IOException e) {
      throw new UncheckedIOException("a JDK is required to inspect process " + pid, e);
    }
  }

  private static LiveHeap parsed(String histogram) {
    var bytes = new HashMap<String, Long>();
    Matcher line = CLASS.matcher(histogram);
    while (line.find()) {
      bytes.merge(line.group(2), Long.valueOf(line.group(1)), Long::sum);
    }
    if (bytes.isEmpty()) {
      throw new IllegalStateException("not a histogram: " + histogram);
    }
    return new LiveHeap(Map.copyOf(bytes));
  }

  /** Returns the bytes of all objects. */
  public long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns the classes that have grown most since an earlier measurement, one line each. */
  String growthSince(LiveHeap earlier) {
    var growth = new HashMap<>(bytes);
    earlier.bytes.forEach((name, before) -> growth.merge(name, -before, Long::sum));
    return growth.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(WORST)
        .map(grown -> "  %,+d bytes of %s".formatted(grown.getValue(), grown.getKey()))
        .collect(Collectors.joining("\n"));
  }
}
