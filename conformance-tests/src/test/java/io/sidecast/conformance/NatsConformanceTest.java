package io.sidecast.conformance;

/** The test thread only. Certifies broker-nats over a real NATS. */
class NatsConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new NatsFixture();
  }
}
