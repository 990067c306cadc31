package io.sidecast.compatibility;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.nats.NatsFixture;

/** Some cases over broker-nats. */
class NatsCompatibilityIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new NatsFixture();
  }

  @Override
  protected boolean reported() {
    return false;
  }
}
