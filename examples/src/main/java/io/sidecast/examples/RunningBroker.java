package io.sidecast.examples;

import io.sidecast.examples.brokers.LocalProgram;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A broker's program that runs as a child process and answers. The thread that starts it waits
 * until it answers.
 */
public final class RunningBroker implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 20;

  private final LocalProgram program;
  private final ChildProcess process;

  private RunningBroker(LocalProgram program, ChildProcess process) {
    this.program = program;
    this.process = process;
  }

  /**
   * Starts a program and waits until it answers.
   *
   * @param name the name in messages
   * @param program the program to run
   * @return the broker
   * @throws IOException if the program cannot be started, ends, or does not answer within a minute;
   *     the process has then ended, and the message contains its last output
   */
  public static RunningBroker start(String name, LocalProgram program) throws IOException {
    var builder = new ProcessBuilder(program.command()).directory(program.folder().toFile());
    builder.environment().putAll(program.environment());
    ChildProcess process = ChildProcess.start(name, builder, line -> {});
    try {
      awaitReady(program, process);
      return new RunningBroker(program, process);
    } catch (IOException failure) {
      process.close();
      throw failure;
    }
  }

  /**
   * Returns the address of the broker.
   *
   * @return its URI
   */
  public URI uri() {
    return program.uri();
  }

  /**
   * Returns the process of the broker.
   *
   * @return the process
   */
  public ChildProcess process() {
    return process;
  }

  /** Ends the process. Its folder remains. */
  @Override
  public void close() {
    process.close();
  }

  private static void awaitReady(LocalProgram program, ChildProcess process) throws IOException {
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

  /** Waits a moment, or less if the process ends. */
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
}
