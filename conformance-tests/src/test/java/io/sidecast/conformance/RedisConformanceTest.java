package io.sidecast.conformance;

/** The test thread only. Certifies broker-redis over a real Redis. */
class RedisConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }
}
