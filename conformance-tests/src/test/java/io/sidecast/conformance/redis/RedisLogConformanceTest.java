package io.sidecast.conformance.redis;

import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Runs the broker suite for broker-redis with logs over a real Redis. */
@Tag("slow")
class RedisLogConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture(Map.of("log_age", "60s"));
  }
}
