package io.sidecast.conformance.server;

import io.sidecast.conformance.Ports;
import io.sidecast.conformance.redis.RedisFixture;
import io.sidecast.conformance.redis.RedisSpy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Tests routing over a real Redis, which counts the receivers of a publish. Confined to the test
 * thread.
 */
class RedisRoutingIT extends RoutingAtScale {

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

  @Override
  long copies(Runnable emits, List<String> nodes, String text) {
    try (var spy = new RedisSpy(REDIS.uri())) {
      emits.run();
      // The fence is the last publish; this call waits for it.
      spy.awaitPublishes("fence ");
      return spy.publishes(text).stream().mapToLong(spy::receivers).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
