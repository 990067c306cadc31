package io.sidecast.conformance;

/**
 * The test thread only. Certifies broker-redis over the sharded pub/sub of a real Redis Cluster.
 */
class RedisClusterTopologyConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisClusterFixture();
  }
}
