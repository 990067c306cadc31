package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;

/** The test thread only. Certifies the hub's broker, in this JVM. */
class HubConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new HubFixture();
  }
}
