package io.sidecast.benchmarks.run;

import io.sidecast.examples.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A child process that prints {@code READY <port>} and ends when its standard input ends. Confined
 * to one thread.
 */
final class Program implements AutoCloseable {

  private static final String READY = "READY ";
  private static final int START_SECONDS = 90;

  private final ChildProcess process;
  private final CompletableFuture<Integer> port;

  private Program(ChildProcess process, CompletableFuture<Integer> port) {
    this.process = process;
    this.port = port;
  }

  static Program start(String name, List<String> command) {
    return start(name, command, line -> {});
  }

  /**
   * Starts the process without waiting.
   *
   * @param name the name in messages
   * @param command the command
   * @param lines receives the lines of the output except {@code READY}
   */
  static Program start(String name, List<String> command, Consumer<String> lines) {
    var port = new CompletableFuture<Integer>();
    var builder = new ProcessBuilder(command);
    builder.environment().remove("SIDECAST_BROKER");
    try {
      ChildProcess process =
          ChildProcess.start(
              name,
              builder,
              line -> {
                if (line.startsWith(READY)) {
                  port.complete(Integer.valueOf(line.substring(READY.length())));
                } else {
                  lines.accept(line);
                }
              });
      process
          .ended()
          .thenAccept(
              code ->
                  port.completeExceptionally(
                      new IllegalStateException(
                          process + " ended with " + code + ":\n" + process.tail())));
      return new Program(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** Waits until the process is ready. */
  int port() {
    try {
      return port.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(process + " is not ready:\n" + process.tail(), late);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(String.valueOf(failure.getCause()), failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  long pid() {
    return process.pid();
  }

  void send(String line) {
    process.send(line);
  }

  CompletableFuture<Integer> ended() {
    return process.ended();
  }

  String tail() {
    return process.tail();
  }

  @Override
  public void close() {
    process.close();
  }
}
