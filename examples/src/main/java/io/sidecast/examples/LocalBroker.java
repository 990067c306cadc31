package io.sidecast.examples;

import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.BrokerProgram;
import io.sidecast.examples.brokers.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A real broker on a free port of 127.0.0.1, which keeps nothing and ends with this program. The
 * thread that starts it waits until it answers.
 */
final class LocalBroker implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 20;

  private final BrokerKind kind;
  private final Path folder;
  private final BrokerProgram program;
  private final ChildProcess process;

  private LocalBroker(BrokerKind kind, Path folder, BrokerProgram program, ChildProcess process) {
    this.kind = kind;
    this.folder = folder;
    this.program = program;
    this.process = process;
  }

  /** Starts the first program of this kind that runs here, or says why there is none. */
  static LocalBroker start(BrokerKind kind) throws DemoFailure {
    Path folder = temporaryFolder();
    var complaints = new StringBuilder();
    for (BrokerProgram program : kind.programs(FreePort.find(), folder)) {
      try {
        return new LocalBroker(kind, folder, program, run(kind, program));
      } catch (IOException notHere) {
        complaints.append(notHere.getMessage()).append('\n');
      }
    }
    delete(folder);
    throw new DemoFailure(
        "no %s runs here: %s, or name a running broker with --broker URI\n%s"
            .formatted(kind.title(), kind.advice(), complaints));
  }

  /** Whether there is a program of this kind. */
  static boolean isHere(BrokerKind kind) {
    Path folder = temporaryFolder();
    try {
      return !kind.programs(FreePort.find(), folder).isEmpty();
    } finally {
      delete(folder);
    }
  }

  ChildProcess process() {
    return process;
  }

  URI uri() {
    return program.uri();
  }

  @Override
  public void close() {
    process.close();
    delete(folder);
  }

  @Override
  public String toString() {
    return kind.title() + ", pid " + process.pid() + ", " + uri();
  }

  private static ChildProcess run(BrokerKind kind, BrokerProgram program) throws IOException {
    var builder = new ProcessBuilder(program.command()).directory(program.folder().toFile());
    builder.environment().putAll(program.environment());
    ChildProcess process = ChildProcess.start(kind.title(), builder, line -> {});
    try {
      awaitReady(program, process);
      return process;
    } catch (IOException failure) {
      process.close();
      throw failure;
    }
  }

  private static void awaitReady(BrokerProgram program, ChildProcess process) throws IOException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (!program.ready().getAsBoolean()) {
      if (process.ended().isDone()) {
        throw new IOException(process + " ended at once:\n" + process.tail());
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(process + " does not answer:\n" + process.tail());
      }
      pause(process);
    }
  }

  /** A moment, or less if the process ends. */
  private static void pause(ChildProcess process) throws IOException {
    try {
      process.ended().copy().get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException goOn) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + process, e);
    }
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
