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

/**
 * Folders of brokers, deleted at the latest when this JVM ends. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TemporaryFolder {

  private static final Set<Path> PRESENT = ConcurrentHashMap.newKeySet();

  static {
    Runnable deleteAll = () -> PRESENT.forEach(TemporaryFolder::delete);
    Runtime.getRuntime().addShutdownHook(new Thread(deleteAll, "conformance-folders"));
  }

  private TemporaryFolder() {}

  /**
   * Creates an empty folder for a broker.
   *
   * @param broker the name of the broker, the beginning of the folder's name
   * @return the folder
   */
  public static Path create(String broker) {
    try {
      Path folder = Files.createTempDirectory("sidecast-" + broker.toLowerCase(Locale.ROOT));
      PRESENT.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a folder for " + broker, e);
    }
  }

  /**
   * Deletes as much as possible: child processes of the broker may delete files at the same time.
   */
  static void delete(Path folder) {
    PRESENT.remove(folder);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException | UncheckedIOException e) {
      // The remaining files are in the temporary folder of the system.
    }
  }
}
