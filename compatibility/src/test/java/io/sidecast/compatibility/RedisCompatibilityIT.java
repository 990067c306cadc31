package io.sidecast.compatibility;

import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.ServerConformance;
import io.sidecast.conformance.redis.RedisFixture;

/** Some cases over broker-redis. */
class RedisCompatibilityIT extends ServerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }

  @Override
  protected boolean reported() {
    return false;
  }
}
