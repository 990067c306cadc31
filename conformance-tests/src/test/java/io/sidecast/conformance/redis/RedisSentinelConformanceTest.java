package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import org.junit.jupiter.api.Tag;

/**
 * Certifies broker-redis over a real Redis that a real sentinel monitors. Confined to the test
 * thread.
 */
@Tag("slow")
class RedisSentinelConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisSentinelFixture();
  }
}
