package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.util.ResourceLeakDetector;
import io.sidecast.engine.EngineSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * Random inputs break nothing: they cause no unexpected exception, no warning in a log and no
 * leaked buffer, and a session on a real connection continues.
 *
 * <p>For a long run: {@code ./mvnw -pl socketio-core -am test -Dtest=FuzzTest -Dfuzz.inputs=5000000
 * -Dsurefire.failIfNoSpecifiedTests=false}. The property {@code fuzz.seed} repeats a failed run.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class FuzzTest {

  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 50_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_123L);
  private static final int INPUTS_PER_CHECK = 5_000;

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          boolean leakFence = event.getLoggerName().equals(ResourceLeakDetector.class.getName());
          if (event.getLevel().isGreaterOrEqual(Level.WARN) && !leakFence) {
            warnings.add(event.getLoggerName() + ": " + event.getFormattedMessage());
          }
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger().addAppender(appender);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> warnings.add(thread.getName() + ": " + failure));
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(appender);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void nothingBreaks() throws Exception {
    var targets = new FuzzTargets(new FuzzInputs(SEED));
    long begin = System.nanoTime();
    int done = 0;
    try (var server = TestServer.start(FuzzTest::settings);
        var witness = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      witness.next();
      while (done < INPUTS) {
        run(targets, ++done);
        if (done % INPUTS_PER_CHECK == 0) {
          MalformedInputTest.misbehave(server, done);
          witness.send("4" + done);
          witness.expect("4" + done);
          assertThat(warnings).as("seed %d, within input %d", SEED, done).isEmpty();
        }
      }
    } finally {
      targets.close();
    }
    assertThat(warnings).as("seed %d", SEED).isEmpty();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    System.out.printf("fuzz: %d inputs, seed %d, %d ms%n", done, SEED, millis);
  }

  /** Disables pings within the test, because the session on the real connection sends no pongs. */
  private static EngineSettings.Builder settings(EngineSettings.Builder settings) {
    return settings.maxPayload(5000).allowEio3(true).pingInterval(Duration.ofDays(1));
  }

  private static void run(FuzzTargets targets, int number) {
    try {
      targets.once();
    } catch (Throwable failure) {
      throw new AssertionError("seed " + SEED + ", input " + number, failure);
    }
  }
}
