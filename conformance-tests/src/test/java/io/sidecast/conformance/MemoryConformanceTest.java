package io.sidecast.conformance;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;

/** Certifies the reference broker, which passes every case. Confined to the test thread. */
@Tag("slow")
class MemoryConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new MemoryFixture(new MemoryBus(), UnaryOperator.identity());
  }
}
