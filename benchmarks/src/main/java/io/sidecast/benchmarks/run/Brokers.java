package io.sidecast.benchmarks.run;

import io.sidecast.examples.RunningBroker;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.BrokerProgram;
import io.sidecast.examples.brokers.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The brokers of a run. Each starts when it is first needed and ends with the run. One thread. */
final class Brokers implements AutoCloseable {

  private final Path folder;
  private final Map<BrokerKind, RunningBroker> running = new EnumMap<>(BrokerKind.class);

  /**
   * No broker yet.
   *
   * @param folder of their data
   */
  Brokers(Path folder) {
    this.folder = folder;
  }

  /** Whether there is a program of this kind. */
  boolean isHere(BrokerKind kind) {
    return !programs(kind).isEmpty();
  }

  RunningBroker get(BrokerKind kind) {
    return running.computeIfAbsent(kind, this::start);
  }

  /** What is installed comes last in the list, and is what people run. */
  private RunningBroker start(BrokerKind kind) {
    List<BrokerProgram> programs = programs(kind);
    if (programs.isEmpty()) {
      throw new IllegalStateException("no " + kind.title() + ": " + kind.advice());
    }
    try {
      return RunningBroker.start(kind.title(), programs.get(programs.size() - 1));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + kind.title(), e);
    }
  }

  /** To look for programs prepares a folder for them. */
  private List<BrokerProgram> programs(BrokerKind kind) {
    try {
      return kind.programs(FreePort.find(), Files.createTempDirectory(folder, kind.name()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + kind.title(), e);
    }
  }

  @Override
  public void close() {
    running.values().forEach(RunningBroker::close);
  }
}
