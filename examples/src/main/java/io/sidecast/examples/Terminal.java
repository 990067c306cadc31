package io.sidecast.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/** Standard output and standard error in UTF-8, independent of the locale. Thread-safe. */
final class Terminal {

  static final PrintStream OUT = stream(FileDescriptor.out);
  static final PrintStream ERR = stream(FileDescriptor.err);

  private Terminal() {}

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Logs to standard error. Called before the first logger is created. */
  static void log() {
    String key = "logback.configurationFile";
    if (System.getProperty(key) == null) {
      System.setProperty(key, "io/sidecast/examples/logging.xml");
    }
  }

  /** Waits until standard input ends, or for ever: a signal ends the process. */
  static void awaitEnd(boolean ofInput) throws IOException, InterruptedException {
    if (ofInput) {
      System.in.transferTo(OutputStream.nullOutputStream());
    } else {
      new CountDownLatch(1).await();
    }
  }

  /** Returns a failure without the wrappers that futures add. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wrapper =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapper && cause != null ? cause(cause) : failure;
  }

  static String message(Throwable failure) {
    Throwable cause = cause(failure);
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Returns the exit code of a failure: an illegal argument is a wrong command line. */
  static int exitCode(Throwable failure) {
    return cause(failure) instanceof IllegalArgumentException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }
}
