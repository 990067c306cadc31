package io.sidecast.conformance;

import io.sidecast.examples.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The test thread only. A reference node in a process of its own, whose log is kept in a file. */
public final class TestNode implements AutoCloseable {

  /** Where the output of servers and brokers is kept. */
  static final Path LOGS = Path.of("target", "server-logs");

  private final Cluster cluster;
  private final PrintWriter log;
  private final ServerProcess process;
  private boolean paused;

  /**
   * What nodes of one cluster have in common.
   *
   * @param broker where the broker is
   * @param prefix keeps them apart from other clusters
   * @param nodeTimeout after how much silence a node counts as dead
   * @param options further options of the reference node
   */
  record Cluster(String broker, String prefix, Duration nodeTimeout, List<String> options) {

    Cluster(String broker, String prefix, Duration nodeTimeout, String... options) {
      this(broker, prefix, nodeTimeout, List.of(options));
    }

    Cluster reachedBy(String otherBroker) {
      return new Cluster(otherBroker, prefix, nodeTimeout, options);
    }

    List<String> arguments() {
      List<String> arguments = new ArrayList<>(List.of("--port", "0", "--host", "127.0.0.1"));
      arguments.addAll(List.of("--broker", broker, "--prefix", prefix));
      arguments.addAll(List.of("--node-timeout", Long.toString(nodeTimeout.toMillis())));
      arguments.addAll(options);
      return arguments;
    }
  }

  TestNode(String name, Cluster cluster) {
    this.cluster = cluster;
    try {
      Files.createDirectories(LOGS);
      log = new PrintWriter(Files.newBufferedWriter(LOGS.resolve(name + ".log")), true);
    } catch (IOException e) {
      throw new UncheckedIOException("the logs of the servers cannot be written", e);
    }
    process = ServerProcess.start(name, cluster.arguments(), log::println);
  }

  /**
   * Where clients connect to, once it is ready.
   *
   * @return the URL
   */
  public String url() {
    return "http://127.0.0.1:" + TestClient.started(process.port(), process + " to be ready");
  }

  /** Tells the process to end, by SIGTERM, without waiting. */
  public void terminate() {
    process.process().terminate();
  }

  /** Kills the process, by SIGKILL. */
  public void kill() {
    process.process().kill();
  }

  /** Freezes the process, by SIGSTOP: its connections stay open, and nothing moves. */
  public void pause() {
    paused = true;
    tree().ifPresent(ProcessTree::pause);
  }

  /** Ends a pause, by SIGCONT. */
  public void resume() {
    if (paused) {
      paused = false;
      tree().ifPresent(ProcessTree::resume);
    }
  }

  Cluster cluster() {
    return cluster;
  }

  boolean isRunning() {
    return !process.process().ended().isDone();
  }

  String tail() {
    return process + ":\n" + process.process().tail();
  }

  @Override
  public String toString() {
    return process.toString();
  }

  @Override
  public void close() {
    resume();
    process.close();
    log.close();
  }

  private Optional<ProcessTree> tree() {
    return ProcessHandle.of(process.process().pid()).map(ProcessTree::new);
  }
}
