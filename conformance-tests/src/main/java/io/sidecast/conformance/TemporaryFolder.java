package io.sidecast.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Any thread. Folders of brokers, which are gone at the end of this JVM at the latest. */
final class TemporaryFolder {

  private static final Set<Path> PRESENT = ConcurrentHashMap.newKeySet();

  static {
    Runnable deleteAll = () -> PRESENT.forEach(TemporaryFolder::delete);
    Runtime.getRuntime().addShutdownHook(new Thread(deleteAll, "conformance-folders"));
  }

  private TemporaryFolder() {}

  /** An empty folder for this broker. */
  static Path create(String broker) {
    try {
      Path folder = Files.createTempDirectory("sidecast-" + broker.toLowerCase(Locale.ROOT));
      PRESENT.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for " + broker, e);
    }
  }

  /** Deletes what can be deleted: the broker's own children may be doing so, too. */
  static void delete(Path folder) {
    PRESENT.remove(folder);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      // What is left is in a temporary place.
    }
  }
}
