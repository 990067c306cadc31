package io.sidecast.conformance;

import io.sidecast.SocketIoServerBuilder;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.examples.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reference node in a process of its own, with its log in a file. Confined to the test thread.
 */
public final class TestNode implements AutoCloseable {

  /** The folder with the output of servers and brokers. */
  static final Path LOGS = Path.of("target", "server-logs");

  private final Cluster cluster;
  private final Path logFile;
  private final PrintWriter log;
  private final ServerProcess process;
  private boolean paused;

  /**
   * The settings that the nodes of one cluster share.
   *
   * @param broker the address of the broker
   * @param prefix the prefix that separates this cluster from others
   * @param nodeTimeout the time without a message after which a node is removed
   * @param options further options of the reference node
   * @param jvm its JVM
   */
  public record Cluster(
      String broker,
      String prefix,
      Duration nodeTimeout,
      List<String> options,
      ServerProcess.Jvm jvm) {

    /**
     * Creates settings with the default JVM.
     *
     * @param broker the address of the broker
     * @param prefix the prefix that separates this cluster from others
     * @param nodeTimeout the time without a message after which a node is removed
     * @param options further options of the reference node
     */
    public Cluster(String broker, String prefix, Duration nodeTimeout, String... options) {
      this(broker, prefix, nodeTimeout, List.of(options), ServerProcess.Jvm.DEFAULT);
    }

    Cluster reachedBy(String otherBroker) {
      return new Cluster(otherBroker, prefix, nodeTimeout, options, jvm);
    }

    private Cluster with(ServerProcess.Jvm other) {
      return new Cluster(broker, prefix, nodeTimeout, options, other);
    }

    /** Returns a cluster whose nodes sign their messages with new keys. */
    Cluster withKeys() {
      var key = new byte[EnvelopeKeys.MIN_KEY_BYTES];
      new SecureRandom().nextBytes(key);
      String text = Base64.getEncoder().encodeToString(key);
      return with(
          new ServerProcess.Jvm(
              List.of(), Map.of(SocketIoServerBuilder.ENVELOPE_KEYS_VARIABLE, text)));
    }

    /** Returns a cluster whose nodes are clones of one node. */
    Cluster ofClones() {
      return with(new ServerProcess.Jvm(List.of(SameNodeIdProvider.jvmOption()), Map.of()));
    }

    ServerProcess.Command command() {
      return new ServerProcess.Command(jvm, arguments());
    }

    private List<String> arguments() {
      List<String> arguments = new ArrayList<>(List.of("--port", "0", "--host", "127.0.0.1"));
      arguments.addAll(List.of("--broker", broker, "--prefix", prefix));
      arguments.addAll(List.of("--node-timeout", Long.toString(nodeTimeout.toMillis())));
      arguments.addAll(options);
      return arguments;
    }
  }

  /**
   * Starts a node, without waiting.
   *
   * @param name the name of the node and of its log
   * @param cluster the settings of its cluster
   */
  public TestNode(String name, Cluster cluster) {
    this.cluster = cluster;
    this.logFile = LOGS.resolve(name + ".log");
    try {
      Files.createDirectories(LOGS);
      log = new PrintWriter(Files.newBufferedWriter(logFile), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the logs of the servers", e);
    }
    process = ServerProcess.start(name, cluster.command(), log::println);
  }

  /**
   * Returns the URL that clients connect to, once the node is ready.
   *
   * @return the URL
   */
  public String url() {
    return "http://127.0.0.1:" + TestClient.started(process.port(), process + " to be ready");
  }

  /** Sends SIGTERM to the process, without waiting. */
  public void terminate() {
    process.process().terminate();
  }

  /** Kills the process, with SIGKILL. */
  public void kill() {
    process.process().kill();
  }

  /** Pauses the process, with SIGSTOP: its connections stay open and no byte moves. */
  public void pause() {
    paused = true;
    tree().ifPresent(ProcessTree::pause);
  }

  /** Ends a pause, with SIGCONT. */
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

  /**
   * Returns the lines of the log so far that contain a text.
   *
   * @param text the text
   * @return the lines in order
   */
  public List<String> logLines(String text) {
    try {
      return Files.readAllLines(logFile).stream().filter(line -> line.contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log of " + this, e);
    }
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
