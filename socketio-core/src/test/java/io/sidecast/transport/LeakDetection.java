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
 * An extension that fails a test class if it leaks a buffer. The detector reports leaks only after
 * a garbage collection. Therefore the extension leaks buffers on purpose until the detector reports
 * one of them; real leaks are reported before.
 */
final class LeakDetection implements BeforeAllCallback, AfterAllCallback {

  private static final String FENCE = "leaked on purpose";
  private static final int ROUNDS = 200;

  private static final LeakReports REPORTS = LeakReports.attached();

  private int before;

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    before = REPORTS.all.size();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (int round = 0; round < ROUNDS && !isFenceSeen(); round++) {
      leak(context.getDisplayName() + round); // the detector reports the same leak only once
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(16).release(); // triggers the detector
    }
    assertThat(isFenceSeen()).as("the leak detector works").isTrue();
    assertThat(reports()).allMatch(LeakDetection::isFence);
  }

  private List<String> reports() {
    return REPORTS.all.subList(before, REPORTS.all.size());
  }

  private boolean isFenceSeen() {
    return reports().stream().anyMatch(LeakDetection::isFence);
  }

  private static boolean isFence(String report) {
    return report.contains(FENCE);
  }

  private static void leak(String where) {
    ByteBufAllocator.DEFAULT.directBuffer(16).touch(FENCE + where);
  }

  /**
   * The reports of the detector since the first test class. The appender stays attached, because a
   * buffer that was leaked on purpose may be reported during another test class.
   */
  private static final class LeakReports extends AppenderBase<ILoggingEvent> {

    private final List<String> all = new CopyOnWriteArrayList<>();

    static LeakReports attached() {
      var logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
      var reports = new LeakReports();
      reports.start();
      logger.addAppender(reports);
      logger.setAdditive(false);
      return reports;
    }

    @Override
    protected void append(ILoggingEvent event) {
      String report = event.getFormattedMessage();
      all.add(report);
      if (!isFence(report)) {
        System.err.println(report); // the build searches its output for reports
      }
    }
  }
}
