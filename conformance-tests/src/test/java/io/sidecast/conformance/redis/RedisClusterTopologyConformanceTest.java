package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import org.junit.jupiter.api.Tag;

/**
 * Certifies broker-redis over the sharded pub/sub of a real Redis Cluster. Confined to the test
 * thread.
 */
@Tag("slow")
class RedisClusterTopologyConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisClusterFixture();
  }
}
