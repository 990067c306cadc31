package io.sidecast.testing;

import java.nio.file.Path;

/** The JVM that runs the tests of one module. */
final class TestJvm {

  /** The name of the module and the Java release. Maven starts the JVM in the module's folder. */
  static final String NAME =
      Path.of("").toAbsolutePath().getFileName() + "-java" + Runtime.version().feature();

  private TestJvm() {}
}
