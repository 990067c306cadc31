package io.sidecast.examples;

import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import io.sidecast.examples.brokers.LocalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real broker on a free port of 127.0.0.1, which stores nothing and ends with this program. The
 * thread that starts it waits until it answers.
 */
public final class LocalBroker implements AutoCloseable {

  private final BrokerKind kind;
  private final Path folder;
  private final RunningBroker broker;

  private LocalBroker(BrokerKind kind, Path folder, RunningBroker broker) {
    this.kind = kind;
    this.folder = folder;
    this.broker = broker;
  }

  /**
   * Starts the first program of this kind that runs on this machine.
   *
   * @param kind the kind of broker
   * @return the running broker, in a temporary folder
   * @throws DemoFailure if none runs; the message has the reasons
   */
  public static LocalBroker start(BrokerKind kind) throws DemoFailure {
    Path folder = temporaryFolder();
    var complaints = new StringBuilder();
    for (LocalProgram program : kind.programs(FreePort.find(), folder)) {
      try {
        return new LocalBroker(kind, folder, RunningBroker.start(kind.title(), program));
      } catch (IOException notHere) {
        complaints.append(notHere.getMessage()).append('\n');
      }
    }
    delete(folder);
    throw new DemoFailure(
        "no %s runs here: %s, or name a running broker with --broker URI\n%s"
            .formatted(kind.title(), kind.advice(), complaints));
  }

  /** Returns whether this machine has a program of this kind. */
  static boolean isHere(BrokerKind kind) {
    Path folder = temporaryFolder();
    try {
      return !kind.programs(FreePort.find(), folder).isEmpty();
    } finally {
      delete(folder);
    }
  }

  ChildProcess process() {
    return broker.process();
  }

  /**
   * Returns the address of the broker.
   *
   * @return its URI
   */
  public URI uri() {
    return broker.uri();
  }

  @Override
  public void close() {
    broker.close();
    delete(folder);
  }

  @Override
  public String toString() {
    return kind.title() + ", pid " + process().pid() + ", " + uri();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sidecast-demo");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a temporary folder", e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      Terminal.ERR.println("cannot delete " + folder + ": " + e);
    }
  }
}
