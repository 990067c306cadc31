package io.sidecast.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The class path of this JVM. Thread-safe. */
public final class ClassPath {

  private ClassPath() {}

  /**
   * Returns the class path of this JVM, including the entries that a jar names in its manifest. A
   * jar that contains nothing else, as test runners use it, is left out.
   *
   * @return absolute paths, in the form of the option {@code -cp}
   */
  public static String ofThisJvm() {
    Set<String> entries = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      entries.add(path.toString());
      if (entry.endsWith(".jar")) {
        addManifest(path, entries);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void addManifest(Path path, Set<String> entries) {
    try (var jar = new JarFile(path.toFile())) {
      Manifest manifest = jar.getManifest();
      String named =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (named != null) {
        if (jar.size() == 1) {
          entries.remove(path.toString());
        }
        for (String url : named.trim().split(" +", -1)) {
          entries.add(Path.of(path.toUri().resolve(url)).toString());
        }
      }
    } catch (IOException notThere) {
      // A class path may name a missing file; the JVM ignores it, too.
      entries.remove(path.toString());
    }
  }
}
