package io.sidecast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The rate limit of lines, the number of suppressed lines, and the escaping of text of clients. */
class RefusalLogTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(RefusalLog.class);

  private final AtomicLong now = new AtomicLong();
  private final RefusalLog refusals = new RefusalLog(now::get);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Level before = LOGGER.getLevel();

  @BeforeEach
  void listen() {
    LOGGER.setLevel(Level.INFO);
    appender.start();
    LOGGER.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    LOGGER.detachAppender(appender);
    LOGGER.setLevel(before);
  }

  private List<String> lines() {
    return appender.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void oneLineASecondForEachKind() {
    for (int i = 0; i < 5; i++) {
      int number = i;
      refusals.refused("bad", () -> "number " + number);
      refusals.failed("worse", () -> "number " + number, new IllegalStateException("why"));
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    refusals.refused("bad", () -> "number 5");
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    refusals.refused("bad", () -> "number 6");
    assertThat(lines())
        .containsExactly(
            "INFO refused: bad: number 0",
            "WARN failed: worse: number 0",
            "INFO refused: bad: number 5 (and 4 more since the last such line)",
            "INFO refused: bad: number 6");
    assertThat(appender.list.get(1).getThrowableProxy().getMessage()).isEqualTo("why");
  }

  @Test
  void textOfClientsIsShortAndPrintable() {
    assertThat(RefusalLog.shorten("a\r\nINFO forged\u001b[31m\u00e9\u2028"))
        .isEqualTo("a\\u000d\\u000aINFO forged\\u001b[31m\\u00e9\\u2028");
    assertThat(RefusalLog.shorten("x".repeat(10_000))).hasSize(67).endsWith("x...");
  }
}
