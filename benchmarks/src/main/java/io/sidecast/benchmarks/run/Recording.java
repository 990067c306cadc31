package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.measure.Result;
import io.sidecast.benchmarks.report.Hotspots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The flight recording of one server. It begins with the JVM: a later start changes classes that
 * are loaded, so they are compiled again during a measurement. The summary counts only what was
 * recorded during measurements. Confined to one thread.
 */
final class Recording {

  private static final String SETTINGS =
      "settings=profile,dumponexit=true,jdk.ThreadCPULoad#period=1s,filename=%s";

  private final @Nullable Path file;
  private final List<Hotspots.Period> measured = new ArrayList<>();

  /**
   * Creates the recording of a program that has not started.
   *
   * @param file the file to write; null for no recording
   */
  Recording(@Nullable Path file) {
    this.file = file;
  }

  /** Returns the JVM options of the program. */
  List<String> options() {
    return file == null
        ? List.of()
        : List.of("-XX:StartFlightRecording=" + SETTINGS.formatted(file));
  }

  /** Adds the time of a measurement. */
  void measured(Result result) {
    var start = Instant.ofEpochMilli(result.startMillis());
    var duration = Duration.ofMillis((long) (1_000 * result.seconds()));
    measured.add(new Hotspots.Period(start, start.plus(duration)));
  }

  /** Prints the summary after the program has ended. A program without a JVM has none. */
  void print() throws IOException {
    if (file != null && Files.exists(file)) {
      System.out.println(file);
      System.out.println(Hotspots.of(file, measured));
    }
  }
}
