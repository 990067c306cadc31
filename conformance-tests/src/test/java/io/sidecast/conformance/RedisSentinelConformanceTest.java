package io.sidecast.conformance;

/** The test thread only. Certifies broker-redis over a real Redis that a real sentinel names. */
class RedisSentinelConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisSentinelFixture();
  }
}
