package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class that leaks a buffer. Absence is proven by a fence: a buffer is leaked on
 * purpose until the detector, which sees leaks only after a garbage collection, reports it.
 */
final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

  private static final String FENCE = "leaked on purpose";
  private static final int ROUNDS = 200;

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          reports.add(event.getFormattedMessage());
        }
      };

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    appender.start();
    logger().addAppender(appender);
    logger().setAdditive(false);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    try {
      for (int round = 0; round < ROUNDS && !isFenceSeen(); round++) {
        leak(context.getDisplayName() + round); // the detector reports the same leak only once
        System.gc();
        ByteBufAllocator.DEFAULT.directBuffer(16).release(); // makes the detector look
      }
    } finally {
      logger().detachAppender(appender);
      logger().setAdditive(true);
    }
    assertThat(isFenceSeen()).as("the leak detector works").isTrue();
    assertThat(reports).allMatch(report -> report.contains(FENCE));
  }

  private boolean isFenceSeen() {
    return reports.stream().anyMatch(report -> report.contains(FENCE));
  }

  private static void leak(String where) {
    ByteBufAllocator.DEFAULT.directBuffer(16).touch(FENCE + where);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  }
}
