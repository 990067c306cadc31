package io.sidecast.conformance.server;

import io.sidecast.conformance.Ports;
import io.sidecast.conformance.redis.RedisFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Runs the tests of cluster operations over a real Redis. Confined to the test thread. */
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
