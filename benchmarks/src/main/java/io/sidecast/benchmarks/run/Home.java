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
 * What was built, and how to run it. Any thread.
 *
 * @param root the folder of the project
 */
record Home(Path root) {

  /** The same for all servers on a JVM, but for what is said with a scenario. */
  static final List<String> SERVER_JVM = List.of("-Xms256m", "-Xmx1g");

  /**
   * Where memory is measured, or where there are many nodes. The young generation does not grow
   * with the old one, so that what grows is what the connections need.
   */
  static final List<String> SMALL_JVM = List.of("-Xms64m", "-Xmx1g", "-Xmn16m", "-XX:+UseSerialGC");

  /** A class path that was built. */
  enum Build {
    /** The newest Netty. */
    NIO("benchmarks", "classpath.txt"),
    /** A Netty that native transports exist for. */
    NATIVE("benchmarks", "classpath-native.txt"),
    /** The peer on the JVM. */
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

  /** Where the JavaScript peer is, if its libraries are installed. */
  Path javaScriptPeer() {
    return root.resolve("benchmarks/src/main/peers/socket.io");
  }

  /** A Java program. */
  List<String> java(Build build, List<String> jvm, List<String> mainAndArguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-cp");
    command.add(classPath(build));
    command.addAll(mainAndArguments);
    return command;
  }

  /** The jars on a class path that carry one of these names, with their versions. */
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
