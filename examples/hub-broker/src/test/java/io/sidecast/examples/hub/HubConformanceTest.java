package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import org.junit.jupiter.api.Tag;

/** Certifies the hub's broker within this JVM. */
@Tag("slow")
class HubConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new HubFixture();
  }
}
