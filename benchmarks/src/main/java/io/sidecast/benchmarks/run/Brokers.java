package io.sidecast.benchmarks.run;

import io.sidecast.examples.RunningBroker;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import io.sidecast.examples.brokers.LocalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The brokers of a run. Each broker starts when it is first used and ends with the run. Confined to
 * one thread.
 */
final class Brokers implements AutoCloseable {

  private final Path folder;
  private final Map<BrokerKind, RunningBroker> running = new EnumMap<>(BrokerKind.class);

  /**
   * Creates the set without a running broker.
   *
   * @param folder the folder of the brokers' data
   */
  Brokers(Path folder) {
    this.folder = folder;
  }

  /** Returns whether this machine has a program of this kind. */
  boolean isHere(BrokerKind kind) {
    return !programs(kind).isEmpty();
  }

  RunningBroker get(BrokerKind kind) {
    return running.computeIfAbsent(kind, this::start);
  }

  /** Starts the last program of the list: the installed one, which is the usual choice. */
  private RunningBroker start(BrokerKind kind) {
    List<LocalProgram> programs = programs(kind);
    if (programs.isEmpty()) {
      throw new IllegalStateException("no " + kind.title() + ": " + kind.advice());
    }
    try {
      return RunningBroker.start(kind.title(), programs.get(programs.size() - 1));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + kind.title(), e);
    }
  }

  /** Returns the programs of a kind. The search prepares a folder for them. */
  private List<LocalProgram> programs(BrokerKind kind) {
    try {
      return kind.programs(FreePort.find(), Files.createTempDirectory(folder, kind.name()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot search for " + kind.title(), e);
    }
  }

  @Override
  public void close() {
    running.values().forEach(RunningBroker::close);
  }
}
