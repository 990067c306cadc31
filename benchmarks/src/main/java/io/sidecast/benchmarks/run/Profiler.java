package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Hotspots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets the servers on a JVM record themselves, if that is asked for. One thread. */
final class Profiler {

  private static final String SETTINGS =
      "settings=profile,delay=%ds,dumponexit=true,jdk.ThreadCPULoad#period=1s,filename=%s";

  /** Null: no recordings are made. */
  private final @Nullable Path folder;

  private final int delaySeconds;
  private final List<Path> recordings = new ArrayList<>();

  /**
   * Has recorded nothing yet.
   *
   * @param folder of the recordings; null for none
   * @param delaySeconds after its start each JVM is left alone, since becoming warm is not the
   *     point
   */
  Profiler(@Nullable Path folder, int delaySeconds) {
    this.folder = folder;
    this.delaySeconds = delaySeconds;
  }

  /** Options of a JVM, which records to a file of its own. */
  List<String> options(String program) {
    if (folder == null) {
      return List.of();
    }
    String name = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    Path recording = folder.resolve("%02d-%s.jfr".formatted(recordings.size() + 1, name));
    recordings.add(recording);
    return List.of("-XX:StartFlightRecording=" + SETTINGS.formatted(delaySeconds, recording));
  }

  /** What the recordings say, when the servers have ended; those that run on no JVM made none. */
  void print() throws IOException {
    for (Path recording : recordings) {
      if (Files.exists(recording)) {
        System.out.println(recording);
        System.out.println(Hotspots.of(recording));
      }
    }
  }
}
