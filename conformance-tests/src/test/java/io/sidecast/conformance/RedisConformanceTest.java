package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
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
    BrokerException failure = failure(bench, "redis://nobody:secret@", "");
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure).hasMessageContaining("user:password@host");
    assertThat(failure).hasMessageNotContaining("secret");
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
