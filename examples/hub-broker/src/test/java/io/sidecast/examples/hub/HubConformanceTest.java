package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;

/** Certifies the hub's broker within this JVM. */
class HubConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new HubFixture();
  }
}
