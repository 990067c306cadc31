package io.sidecast.conformance;

/**
 * Certifies broker-redis over a real Redis that a real sentinel monitors. Confined to the test
 * thread.
 */
class RedisSentinelConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisSentinelFixture();
  }
}
