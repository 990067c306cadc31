package io.sidecast.conformance;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The test thread only. The same over a real Redis. */
class RedisOperationsIT extends ClusterOperationsTest {

  private static final RedisFixture REDIS = new RedisFixture();

  @BeforeAll
  static void startRedis() {
    REDIS.start(Ports.free());
  }

  @AfterAll
  static void stopRedis() {
    REDIS.stop();
  }

  @Override
  String broker() {
    return REDIS.uri().toString();
  }
}
