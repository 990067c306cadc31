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

/**
 * A child process whose output is always read. The process is signalled by its own process id.
 * Thread-safe.
 */
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
   * @param name the name in messages
   * @param program the program; standard error is merged into standard output
   * @param lines receives each line of the output, on one thread
   * @return the running process
   * @throws IOException if the program cannot be started
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
   * Returns the process id.
   *
   * @return the id
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Writes a line to standard input.
   *
   * @param line the line
   */
  public synchronized void send(String line) {
    try {
      OutputStream input = process.getOutputStream();
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(this + " does not accept input:\n" + tail(), e);
    }
  }

  /**
   * Returns a future of the end of the process and of its output.
   *
   * @return a future with the exit code
   */
  public CompletableFuture<Integer> ended() {
    return ended;
  }

  /**
   * Returns whether the process ends because of {@link #close} or {@link #terminate}.
   *
   * @return false if the process ended by itself or was killed
   */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Returns the last lines of the output.
   *
   * @return up to 30 lines, indented
   */
  public synchronized String tail() {
    return tail.isEmpty() ? "    (it wrote nothing)" : "    " + String.join("\n    ", tail);
  }

  /** Kills the process without a shutdown. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Terminates the process without waiting. */
  public void terminate() {
    stopping = true;
    process.destroy();
  }

  /** Terminates the process and waits for its end, or kills it after 10 seconds. Idempotent. */
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
