package io.sidecast.conformance;

import java.time.Duration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The conformance suite for a broker within one process. Extend this class, return a fixture, and
 * run it with JUnit.
 *
 * <p>The cases form five groups: delivery ({@link DeliveryCases}), channels ({@link ChannelCases}),
 * outages ({@link OutageCases}), the replay log ({@link ReplayCases}), and opening, retrying and
 * closing ({@link LifecycleCases}). Each case gets a prefix of its own. After each case the suite
 * fails if a thread or a connection is left, or if the broker broke a rule of its listener.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(ConformanceExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BrokerConformance
    implements DeliveryCases, ChannelCases, OutageCases, ReplayCases, LifecycleCases {

  /** Creates the suite. */
  protected BrokerConformance() {}

  /**
   * Returns the broker to certify. Called once.
   *
   * @return a fixture that is not started yet
   */
  protected abstract BrokerFixture fixture();

  /**
   * Returns whether the results belong in the report.
   *
   * @return true, except for brokers that are broken on purpose
   */
  protected boolean reported() {
    return true;
  }

  /**
   * Returns the timeouts of the cases. A suite on a slow machine may lengthen them.
   *
   * @return a broker timeout of 3 seconds and a longest wait of 20 seconds
   */
  protected BrokerHarness.Pace pace() {
    return new BrokerHarness.Pace(Duration.ofSeconds(3), Duration.ofSeconds(20));
  }
}
