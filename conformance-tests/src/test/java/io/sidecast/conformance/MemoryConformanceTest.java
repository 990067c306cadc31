package io.sidecast.conformance;

import java.util.function.UnaryOperator;

/** Certifies the reference broker, which passes every case. Confined to the test thread. */
class MemoryConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new MemoryFixture(new MemoryBus(), UnaryOperator.identity());
  }
}
