package io.sidecast.conformance;

import java.time.Duration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every broker has to prove, within one process: extend this class, return a fixture, and run
 * it with JUnit.
 *
 * <p>The cases are in five groups: what is delivered ({@link DeliveryCases}), what a channel is
 * ({@link ChannelCases}), what an outage does ({@link OutageCases}), what is kept ({@link
 * ReplayCases}), and how a broker opens, tries again and closes ({@link LifecycleCases}). Each gets
 * a prefix of its own, and after each no thread, no connection and no broken rule of the listener
 * may be left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(ConformanceExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BrokerConformance
    implements DeliveryCases, ChannelCases, OutageCases, ReplayCases, LifecycleCases {

  /** For subclasses. */
  protected BrokerConformance() {}

  /**
   * The broker to certify. Called once.
   *
   * @return a fixture that is not started yet
   */
  protected abstract BrokerFixture fixture();

  /**
   * Whether the results belong in the report.
   *
   * @return true, except for brokers that are broken on purpose
   */
  protected boolean reported() {
    return true;
  }

  /** How long things may take: generous, except where failures are expected. */
  BrokerHarness.Pace pace() {
    return new BrokerHarness.Pace(Duration.ofSeconds(3), Duration.ofSeconds(20));
  }
}
