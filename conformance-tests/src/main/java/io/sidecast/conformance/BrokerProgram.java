package io.sidecast.conformance;

import io.sidecast.examples.brokers.LocalProgram;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A message broker's program on this machine, not running yet. {@link ChildProcessBroker} runs it.
 * Running the command again restarts the broker at the same address.
 *
 * @param uri the address of the broker
 * @param command the program and its arguments; it ends on SIGTERM and leaves no process behind
 * @param environment variables that are added to the environment of this JVM
 * @param folder the data folder and working directory; the output is kept under its name in {@code
 *     target/server-logs}
 * @param ready whether the broker answers
 */
public record BrokerProgram(
    URI uri,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    BooleanSupplier ready) {

  /** Copies the command and the environment. */
  public BrokerProgram {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * Finds a program.
   *
   * @param name its file name
   * @return its path, if it is in a folder of PATH or in {@code /usr/sbin}
   */
  public static Optional<Path> find(String name) {
    return LocalProgram.find(name);
  }

  /**
   * Returns this program with another command.
   *
   * @param other the program and its arguments
   * @return the program, otherwise unchanged
   */
  public BrokerProgram withCommand(List<String> other) {
    return new BrokerProgram(uri, other, environment, folder, ready);
  }
}
