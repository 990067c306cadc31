package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;

/** The test thread only. Certifies the hub's broker with real servers and real clients. */
class HubClusterIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new HubFixture();
  }
}
