package io.sidecast.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sidecast.engine.RefusalLog;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The log lines of refused requests, as {@code LEVEL text}. */
public final class RefusalLogLines implements AutoCloseable {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(RefusalLog.class);

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Level before = LOGGER.getLevel();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };

  /** Listens to the log from now on. */
  public RefusalLogLines() {
    LOGGER.setLevel(Level.INFO);
    appender.start();
    LOGGER.addAppender(appender);
  }

  /** The next line; waits for it. */
  public String next() throws InterruptedException {
    String line = lines.poll(10, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no refusal was logged");
    }
    return line;
  }

  /** Whether no more lines were written. */
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  @Override
  public void close() {
    LOGGER.detachAppender(appender);
    LOGGER.setLevel(before);
  }
}
