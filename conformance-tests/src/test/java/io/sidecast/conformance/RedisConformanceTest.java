package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The test thread only. Certifies broker-redis over a real Redis, and what only Redis can refuse.
 */
class RedisConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }

  @Test
  void wrongPasswordIsRefusedWithAdvice(Bench bench) {
    for (String login : List.of("nobody:" + SecretWatch.SPECIAL, SecretWatch.SPECIAL + ":pw")) {
      Entrance.assertLoginRefused(bench, Entrance.config(bench, "redis://" + login + "@", ""));
    }
  }

  @Test
  void badDatabaseIsBadConfig(Bench bench) {
    assertThat(failure(bench, "redis://", "/9999").kind()).isEqualTo(Kind.BAD_CONFIG);
    assertThat(failure(bench, "redis://", "/name").kind()).isEqualTo(Kind.BAD_CONFIG);
  }

  private static BrokerException failure(Bench bench, String login, String path) {
    return Entrance.failure(bench, Entrance.config(bench, login, path));
  }
}
