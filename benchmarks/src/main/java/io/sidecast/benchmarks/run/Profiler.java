package io.sidecast.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records the servers on a JVM with the flight recorder, if requested. Confined to one thread. */
final class Profiler {

  /** The folder of the recordings, or null if none are made. */
  private final @Nullable Path folder;

  private final List<Recording> recordings = new ArrayList<>();

  /**
   * Creates a profiler without recordings.
   *
   * @param folder the folder of the recordings; null for none
   */
  Profiler(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Returns the recording of a program that starts next, with a file of its own. */
  Recording record(String program) {
    if (folder == null) {
      return new Recording(null);
    }
    String name = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    var recording =
        new Recording(folder.resolve("%02d-%s.jfr".formatted(recordings.size() + 1, name)));
    recordings.add(recording);
    return recording;
  }

  /** Prints the recordings after the servers have ended. */
  void print() throws IOException {
    for (Recording recording : recordings) {
      recording.print();
    }
  }
}
