package io.sidecast.testing;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * The failed cases of one test JVM, as text for {@code bin/test} and {@code bin/check}.
 *
 * <p>The listener appends one block for each failed case to a file of this JVM. A second file
 * contains the case that runs at the moment; it is deleted at the end of the case, and stays if the
 * JVM ends first. Both are in the folder that the system property {@value #FOLDER} names. Without
 * that property the listener writes nothing. Thread-safe.
 */
public final class FailureListing implements TestExecutionListener {

  private static final String FOLDER = "sidecast.failures";

  private final @Nullable Path failed;
  private final @Nullable Path running;
  private final Map<String, TestIdentifier> started = new LinkedHashMap<>();

  /** Creates the listener of this JVM; JUnit calls it. */
  public FailureListing() {
    this(System.getProperty(FOLDER));
  }

  FailureListing(@Nullable String folder) {
    String name = TestJvm.NAME + "-" + ProcessHandle.current().pid();
    failed = folder == null ? null : Path.of(folder, name + ".failed");
    running = folder == null ? null : Path.of(folder, name + ".running");
  }

  @Override
  public synchronized void executionStarted(TestIdentifier identifier) {
    started.put(identifier.getUniqueId(), identifier);
    writeRunning();
  }

  @Override
  public synchronized void executionFinished(
      TestIdentifier identifier, TestExecutionResult result) {
    if (failed != null && result.getStatus() == TestExecutionResult.Status.FAILED) {
      append(failed, FailureBlock.of(identifier, result.getThrowable().orElse(null)));
    }
    started.remove(identifier.getUniqueId());
    writeRunning();
  }

  /** Replaces the file of the running case by the innermost part of the run that has not ended. */
  private void writeRunning() {
    if (running == null) {
      return;
    }
    try {
      Files.deleteIfExists(running);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started.values().stream()
        .reduce((outer, inner) -> inner)
        .ifPresent(identifier -> append(running, FailureBlock.ofEndedJvm(identifier)));
  }

  private static void append(Path file, String block) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, block, CREATE, APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
