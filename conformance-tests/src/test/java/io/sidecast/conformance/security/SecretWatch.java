package io.sidecast.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Records the texts that people read: lines of every logger from INFO on, and failures with their
 * causes. None may contain the secret. Thread-safe.
 */
public final class SecretWatch implements AutoCloseable {

  /** A secret without special characters. */
  static final String SECRET = "s3cr3t-Xyzzy";

  /** A secret with all special characters, percent-encoded. */
  public static final String SPECIAL =
      "s3cr3t%40%3A%2F%3F%23%25%26%3D%2B%20%C3%BC%5B%24%5D%22%5C%3B%27Xyzzy";

  private final Queue<String> texts = new ConcurrentLinkedQueue<>();
  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final AppenderBase<ILoggingEvent> recorder =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          texts.add(event.getFormattedMessage());
          IThrowableProxy cause = event.getThrowableProxy();
          for (int depth = 0; cause != null && depth < 20; depth++) {
            texts.add(String.valueOf(cause.getMessage()));
            cause = cause.getCause();
          }
        }
      };

  public SecretWatch() {
    root.setLevel(Level.INFO);
    recorder.setContext(root.getLoggerContext());
    recorder.start();
    root.addAppender(recorder);
  }

  /** Adds a failure with its causes. */
  public void add(Throwable failure) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    texts.add(trace.toString());
  }

  /** The texts recorded so far. */
  Queue<String> texts() {
    return texts;
  }

  /** Fails if a text contains the secret, or the part of it that remains after parsing. */
  public void assertNoSecret() {
    assertThat(texts).noneMatch(text -> text.contains("Xyzzy") || text.contains("s3cr3t"));
  }

  @Override
  public void close() {
    root.detachAppender(recorder);
    root.setLevel(before);
  }
}
