package io.sidecast.conformance;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;

/**
 * Certifies a reference broker that redelivers nothing: it passes every case except those that
 * require redelivery. Confined to the test thread.
 */
@Tag("slow")
class NoRedeliveryConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new MemoryFixture(new MemoryBus(false), UnaryOperator.identity());
  }

  @Override
  protected boolean reported() {
    return false;
  }
}
