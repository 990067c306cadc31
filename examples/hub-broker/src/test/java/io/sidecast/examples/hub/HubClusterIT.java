package io.sidecast.examples.hub;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;

/** Certifies the hub's broker with server processes and real clients. */
class HubClusterIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new HubFixture();
  }
}
