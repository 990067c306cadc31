package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Hotspots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records the servers on a JVM with the flight recorder, if requested. Confined to one thread. */
final class Profiler {

  private static final String SETTINGS =
      "settings=profile,delay=%ds,dumponexit=true,jdk.ThreadCPULoad#period=1s,filename=%s";

  /** The folder of the recordings, or null if none are made. */
  private final @Nullable Path folder;

  private final int delaySeconds;
  private final List<Path> recordings = new ArrayList<>();

  /**
   * Creates a profiler without recordings.
   *
   * @param folder the folder of the recordings; null for none
   * @param delaySeconds the delay of each recording after the start of its JVM, to leave out the
   *     warm-up
   */
  Profiler(@Nullable Path folder, int delaySeconds) {
    this.folder = folder;
    this.delaySeconds = delaySeconds;
  }

  /** Returns the JVM options of a program, with a recording file of its own. */
  List<String> options(String program) {
    if (folder == null) {
      return List.of();
    }
    String name = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    Path recording = folder.resolve("%02d-%s.jfr".formatted(recordings.size() + 1, name));
    recordings.add(recording);
    return List.of("-XX:StartFlightRecording=" + SETTINGS.formatted(delaySeconds, recording));
  }

  /** Prints the recordings after the servers have ended. Servers without a JVM have none. */
  void print() throws IOException {
    for (Path recording : recordings) {
      if (Files.exists(recording)) {
        System.out.println(recording);
        System.out.println(Hotspots.of(recording));
      }
    }
  }
}
