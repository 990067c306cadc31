package io.sidecast.conformance;

import java.time.Duration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every broker has to prove, within one process: extend this class, return a fixture, and run
 * it with JUnit.
 *
 * <p>The cases are in four groups: what is delivered ({@link DeliveryCases}), what a channel is
 * ({@link ChannelCases}), what an outage does ({@link OutageCases}), and how a broker opens and
 * closes ({@link LifecycleCases}). Each gets a prefix of its own, and after each no thread, no
 * connection and no broken rule of the listener may be left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(ConformanceExtension.class)
@Timeout(120)
public abstract class BrokerConformance
    implements DeliveryCases, ChannelCases, OutageCases, LifecycleCases {

  /** For subclasses. */
  protected BrokerConformance() {}

  /**
   * The broker to certify. Called once.
   *
   * @return a fixture that is not started yet
   */
  protected abstract BrokerFixture fixture();

  /**
   * How long to wait for a fact that must come.
   *
   * @return 20 seconds; shorter only where failures are expected
   */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  /**
   * Whether the results belong in the report.
   *
   * @return true, except for brokers that are broken on purpose
   */
  protected boolean reported() {
    return true;
  }
}
