package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerProgram;
import io.sidecast.conformance.ChildProcessBroker;
import io.sidecast.conformance.LocalPrograms;
import io.sidecast.conformance.Ports;
import io.sidecast.conformance.TemporaryFolder;
import io.sidecast.examples.brokers.RedisProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One process of a Redis topology: a server, a sentinel or a cluster node. Confined to the test
 * thread.
 *
 * @param port the port that it listens on
 * @param process its running process
 */
record RedisServer(int port, ChildProcessBroker process) {

  /** Starts a server with these settings and without persistence. */
  static RedisServer start(String... settings) {
    return start(Ports.free(), settings);
  }

  /** Starts a server at a port. */
  static RedisServer start(int port, String... settings) {
    BrokerProgram redis = program(port);
    var command = new ArrayList<>(redis.command());
    command.addAll(List.of(settings));
    return run(port, redis, command);
  }

  /** Starts a sentinel with these lines in its configuration. */
  static RedisServer startSentinel(String... lines) {
    int port = Ports.free();
    BrokerProgram redis = program(port);
    Path configuration = redis.folder().resolve("sentinel.conf");
    var all = Stream.concat(Stream.of("port " + port, "bind 127.0.0.1"), Stream.of(lines)).toList();
    try {
      Files.write(configuration, all);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure a sentinel", e);
    }
    String server = redis.command().get(0);
    return run(port, redis, List.of(server, configuration.toString(), "--sentinel"));
  }

  /**
   * Returns the output of {@code redis-cli} for a command at this server. The command must succeed.
   */
  String cli(String... command) {
    var arguments = new ArrayList<>(List.of("redis-cli", "-e", "-p", Integer.toString(port)));
    arguments.addAll(List.of(command));
    return run(Path.of("."), arguments);
  }

  /** Returns whether the server accepts connections now. */
  boolean isRunning() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException noListener) {
      return false;
    }
  }

  /** Runs a program in a folder and returns its output. The program must succeed. */
  static String run(Path folder, List<String> command) {
    try {
      Process program =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      program.getOutputStream().close();
      var output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (program.waitFor() != 0) {
        throw new IllegalStateException(command + " failed:\n" + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static BrokerProgram program(int port) {
    return RedisProgram.find(port, TemporaryFolder.create("redis"))
        .map(LocalPrograms::forKit)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "redis-server and redis-cli must be on PATH: " + new RedisFixture().advice()));
  }

  private static RedisServer run(int port, BrokerProgram redis, List<String> command) {
    return new RedisServer(port, new ChildProcessBroker(redis.withCommand(command)));
  }
}
