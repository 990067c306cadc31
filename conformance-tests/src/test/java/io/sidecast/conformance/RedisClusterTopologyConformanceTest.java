package io.sidecast.conformance;

/**
 * Certifies broker-redis over the sharded pub/sub of a real Redis Cluster. Confined to the test
 * thread.
 */
class RedisClusterTopologyConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisClusterFixture();
  }
}
