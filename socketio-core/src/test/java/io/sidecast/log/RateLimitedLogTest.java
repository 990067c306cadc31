package io.sidecast.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests the lines of an interval, their levels, and the count of suppressed lines. */
class RateLimitedLogTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(RateLimitedLogTest.class);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RateLimitedLog log = new RateLimitedLog(LOGGER, Duration.ofSeconds(10), now::get);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void listen() {
    LOGGER.setLevel(Level.INFO);
    appender.start();
    LOGGER.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    LOGGER.detachAppender(appender);
    LOGGER.setLevel(null);
  }

  @Test
  void oneLineOfAnIntervalIsWrittenAndTheOthersAreCounted() {
    log.warn(() -> "number 0");
    now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
    log.warn(() -> "number 1");
    log.info(() -> "number 2");
    now.addAndGet(1);
    log.info(() -> "number 3");
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    log.warn(() -> "number 4", new IllegalStateException("why"));
    assertThat(appender.list)
        .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
        .containsExactly(
            "WARN number 0",
            "INFO number 3 (and 2 more since the last such line)",
            "WARN number 4");
    assertThat(appender.list.get(0).getThrowableProxy()).isNull();
    assertThat(appender.list.get(2).getThrowableProxy().getMessage()).isEqualTo("why");
  }

  @Test
  void tenFailuresAreWrittenAtOnceAndThenOneASecond() {
    RateLimitedLog failures = RateLimitedLog.ofFailures(LOGGER, now::get);
    var why = new IllegalStateException("why");
    for (int i = 0; i < 12; i++) {
      failures.error(() -> "failed", why);
    }
    assertThat(appender.list).hasSize(10).allMatch(line -> line.getThrowableProxy() != null);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    failures.error(() -> "failed", why);
    failures.error(() -> "failed", why);
    assertThat(appender.list).hasSize(11);
    assertThat(appender.list.get(10))
        .hasToString("[ERROR] failed (and 2 more since the last such line)");
    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    for (int i = 0; i < 12; i++) {
      failures.error(() -> "failed", why);
    }
    assertThat(appender.list).hasSize(21);
  }

  @Test
  void theTextOfALineThatIsLeftOutIsNotMade() {
    log.warn(() -> "number 0");
    log.warn(
        () -> {
          throw new AssertionError("made");
        });
    assertThat(appender.list).hasSize(1);
  }

  @Test
  void aHundredChangesAreWrittenAtOnceAndThenOneASecond() {
    RateLimitedLog changes = RateLimitedLog.ofChanges(LOGGER, now::get);
    for (int i = 0; i < 300; i++) {
      changes.info(() -> "changed");
    }
    assertThat(appender.list).hasSize(100);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    changes.info(() -> "changed");
    changes.info(() -> "changed");
    assertThat(appender.list).hasSize(101);
    assertThat(appender.list.get(100).getFormattedMessage())
        .isEqualTo("changed (and 200 more since the last such line)");
  }
}
