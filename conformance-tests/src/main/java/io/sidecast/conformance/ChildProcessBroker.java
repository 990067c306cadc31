package io.sidecast.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The test thread only. A broker's program, run as a child process that dies with this JVM. It is
 * stopped and signalled by its own process id, never by name.
 */
public final class ChildProcessBroker implements BrokerProcess {

  private static final Duration READY = Duration.ofSeconds(60);

  /**
   * A program to run.
   *
   * @param command the program and its arguments
   * @param folder its own data folder and working directory; gets the output as {@code output.log}
   * @param ready whether it answers
   */
  public record Program(List<String> command, Path folder, BooleanSupplier ready) {}

  private final Program program;
  private @Nullable Process process;

  /**
   * Starts the program and returns when it answers.
   *
   * @param program the program
   */
  public ChildProcessBroker(Program program) {
    this.program = program;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "conformance-kill"));
    start();
  }

  /**
   * Finds a program.
   *
   * @param name its file name
   * @return its path, if it is in a folder of PATH or of the usual system folders
   */
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    Path output = program.folder().resolve("output.log");
    try {
      process =
          new ProcessBuilder(program.command())
              .directory(program.folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      Awaitility.await()
          .atMost(READY)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> !running() || program.ready().getAsBoolean());
      if (!running()) {
        throw new IllegalStateException(
            program.command() + " ended at once:\n" + Files.readString(output));
      }
    } catch (ConditionTimeoutException late) {
      kill();
      throw new IllegalStateException(program.command() + " does not answer", late);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + program.command(), e);
    }
  }

  @Override
  public void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    resume();
    running.destroy();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    }
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  private boolean running() {
    return process != null && process.isAlive();
  }

  private void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void signal(String name) {
    Process target = process;
    if (target == null || !target.isAlive()) {
      return;
    }
    try {
      int status = new ProcessBuilder("kill", "-" + name, "" + target.pid()).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill -" + name + " failed with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal the broker", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
