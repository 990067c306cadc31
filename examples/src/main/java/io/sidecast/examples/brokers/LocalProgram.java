package io.sidecast.examples.brokers;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A broker's program on this machine, not running yet. Running the command again restarts the
 * broker at the same address.
 *
 * @param uri the address of the broker
 * @param command the program and its arguments; it ends on SIGTERM and leaves no process behind
 * @param environment variables that are added to the environment of this JVM
 * @param folder the data folder and working directory, which its owner deletes
 * @param ready whether the broker answers
 */
public record LocalProgram(
    URI uri,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    BooleanSupplier ready) {

  /** Copies the command and the environment. */
  public LocalProgram {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * Finds a program.
   *
   * @param name its file name
   * @return its path, if it is in a folder of PATH or of the usual system folders
   */
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
