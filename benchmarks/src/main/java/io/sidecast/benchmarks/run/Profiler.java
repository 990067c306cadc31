package io.sidecast.benchmarks.run;

import io.sidecast.benchmarks.report.Hotspots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets the servers on a JVM record themselves, if that is asked for. Any thread.
 *
 * @param folder where the recordings are; null: none are made
 */
record Profiler(@Nullable Path folder) {

  private static final String SUFFIX = ".jfr";

  /** Starting and warming up are not what is asked for. */
  private static final String SETTINGS =
      "settings=profile,delay=10s,dumponexit=true,jdk.ThreadCPULoad#period=1s,filename=";

  /** Options of a JVM. */
  List<String> options(String program) {
    if (folder == null) {
      return List.of();
    }
    String name = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return List.of("-XX:StartFlightRecording=" + SETTINGS + folder.resolve(name + SUFFIX));
  }

  /** What the recordings say, when the servers have ended. */
  void print() throws IOException {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList()) {
        System.out.println(file);
        System.out.println(Hotspots.of(file));
      }
    }
  }
}
