package io.sidecast.benchmarks.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The build results and the commands to run them. Thread-safe.
 *
 * @param root the folder of the project
 */
record Home(Path root) {

  /** The JVM options of all servers on a JVM, unless a scenario names others. */
  static final List<String> SERVER_JVM = List.of("-Xms256m", "-Xmx1g");

  /**
   * The JVM options where memory is measured, or where many nodes run. The young generation does
   * not grow with the old one, so the growth is what the connections need.
   */
  static final List<String> SMALL_JVM = List.of("-Xms64m", "-Xmx1g", "-Xmn16m", "-XX:+UseSerialGC");

  /** A class path that was built. */
  enum Build {
    /** The class path with the newest Netty. */
    NIO("benchmarks", "classpath.txt"),
    /** The class path with a Netty that has native transports. */
    NATIVE("benchmarks", "classpath-native.txt"),
    /** The class path of the other server on the JVM. */
    PEER("benchmarks/netty-socketio", "classpath.txt");

    private final String module;
    private final String file;

    Build(String module, String file) {
      this.module = module;
      this.file = file;
    }
  }

  boolean has(Build build) {
    return Files.exists(file(build));
  }

  /** Returns the folder of the JavaScript server, in which its libraries may be installed. */
  Path javaScriptPeer() {
    return root.resolve("benchmarks/src/main/peers/socket.io");
  }

  /** Returns the command of a Java program. */
  List<String> java(Build build, List<String> jvm, List<String> mainAndArguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-cp");
    command.add(classPath(build));
    command.addAll(mainAndArguments);
    return command;
  }

  /** Returns the jars of a class path that have one of these names, with their versions. */
  String versions(Build build, List<String> names) {
    return Stream.of(classPath(build).split(File.pathSeparator, -1))
        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
        .filter(jar -> names.stream().anyMatch(name -> jar.matches(name + "-[0-9].*")))
        .map(jar -> jar.replace(".jar", ""))
        .collect(Collectors.joining(", "));
  }

  private String classPath(Build build) {
    Path file = file(build);
    try {
      return file.resolveSibling("classes") + File.pathSeparator + Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("not built: " + file, e);
    }
  }

  private Path file(Build build) {
    return root.resolve(build.module).resolve("target").resolve(build.file);
  }
}
