package io.sidecast.conformance;

import java.util.function.UnaryOperator;

/** The test thread only. The reference broker passes every case. */
class MemoryConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new MemoryFixture(new MemoryBus(), UnaryOperator.identity());
  }
}
