package io.sidecast.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A child process, whose output is always read. It is ended by its own process id. Any thread. */
public final class ChildProcess implements AutoCloseable {

  private static final int TAIL_LINES = 30;
  private static final int STOP_SECONDS = 10;

  private final String name;
  private final Process process;
  private final Consumer<String> lines;
  private final Deque<String> tail = new ArrayDeque<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile boolean stopping;

  private ChildProcess(String name, Process process, Consumer<String> lines) {
    this.name = name;
    this.process = process;
    this.lines = lines;
  }

  /**
   * Starts a program.
   *
   * @param name what it is called in messages
   * @param program the program; its two outputs become one
   * @param lines gets each line of the output, on one thread
   * @return the running process
   * @throws IOException if it cannot be started
   */
  public static ChildProcess start(String name, ProcessBuilder program, Consumer<String> lines)
      throws IOException {
    var child = new ChildProcess(name, program.redirectErrorStream(true).start(), lines);
    var reader = new Thread(child::read, "output-of-" + name);
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  /**
   * Its process id.
   *
   * @return the id
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Its standard input.
   *
   * @param line a line to write to it
   */
  public synchronized void send(String line) {
    try {
      OutputStream input = process.getOutputStream();
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(this + " takes no input:\n" + tail(), e);
    }
  }

  /**
   * The end of the process, and of its output.
   *
   * @return a future with the exit code
   */
  public CompletableFuture<Integer> ended() {
    return ended;
  }

  /**
   * Whether it ends because {@link #close} was called.
   *
   * @return false if it ended by itself or was killed
   */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * What it wrote last.
   *
   * @return some lines, indented
   */
  public synchronized String tail() {
    return tail.isEmpty() ? "    (it wrote nothing)" : "    " + String.join("\n    ", tail);
  }

  /** Kills it without a chance to say goodbye. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Asks it to end, without waiting. */
  public void terminate() {
    stopping = true;
    process.destroy();
  }

  /** Ends it and waits for its end; kills it if it takes too long. Idempotent. */
  @Override
  public void close() {
    terminate();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line);
        lines.accept(line);
      }
      ended.complete(process.waitFor());
    } catch (IOException | UncheckedIOException closed) {
      process.onExit().thenAccept(exited -> ended.complete(exited.exitValue()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void keep(String line) {
    if (tail.size() == TAIL_LINES) {
      tail.removeFirst();
    }
    tail.addLast(line);
  }
}
