package io.sidecast.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A broker's program as a child process that ends with this JVM. The process is stopped and
 * signalled by its own process id, never by name. Confined to the test thread.
 */
public final class ChildProcessBroker implements BrokerProcess {

  private static final Duration READY = Duration.ofSeconds(60);

  private final BrokerProgram program;
  private @Nullable Process process;

  /**
   * Starts the program and returns when it answers.
   *
   * @param program the program
   */
  public ChildProcessBroker(BrokerProgram program) {
    this.program = program;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "conformance-kill"));
    start();
  }

  @Override
  public void start() {
    if (process != null && process.isAlive()) {
      return;
    }
    Path output = TestNode.LOGS.resolve(program.folder().getFileName() + ".log");
    try {
      Files.createDirectories(TestNode.LOGS);
      var builder =
          new ProcessBuilder(program.command())
              .directory(program.folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toAbsolutePath().toFile()));
      builder.environment().putAll(program.environment());
      process = builder.start();
      Awaitility.await(program.command() + " to answer")
          .atMost(READY)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> !running() || program.ready().getAsBoolean());
      if (!running()) {
        throw new IllegalStateException(
            program.command() + " exited during its start:\n" + Files.readString(output));
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
  public void kill() {
    tree().ifPresent(ProcessTree::kill);
  }

  @Override
  public void pause() {
    tree().ifPresent(ProcessTree::pause);
  }

  @Override
  public void resume() {
    tree().ifPresent(ProcessTree::resume);
  }

  private boolean running() {
    return process != null && process.isAlive();
  }

  private Optional<ProcessTree> tree() {
    return Optional.ofNullable(process)
        .filter(Process::isAlive)
        .map(running -> new ProcessTree(running.toHandle()));
  }
}
