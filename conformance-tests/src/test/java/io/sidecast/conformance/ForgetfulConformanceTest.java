package io.sidecast.conformance;

import java.util.function.UnaryOperator;

/** The test thread only. A reference broker that redelivers nothing passes every other case. */
class ForgetfulConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new MemoryFixture(new MemoryBus(false), UnaryOperator.identity());
  }

  @Override
  protected boolean reported() {
    return false;
  }
}
