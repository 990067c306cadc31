package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.net.URI;
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
    BrokerException failure = openFailure(bench, "redis://nobody:secret@", "");
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure).hasMessageContaining("user:password@host");
    assertThat(failure).hasMessageNotContaining("secret");
  }

  @Test
  void badDatabaseIsBadConfig(Bench bench) {
    assertThat(openFailure(bench, "redis://", "/9999").kind()).isEqualTo(Kind.BAD_CONFIG);
    assertThat(openFailure(bench, "redis://", "/name").kind()).isEqualTo(Kind.BAD_CONFIG);
  }

  private static BrokerException openFailure(Bench bench, String login, String path) {
    URI entrance = bench.faulty();
    URI uri = URI.create(login + entrance.getHost() + ":" + entrance.getPort() + path);
    var opening = bench.tryOpen(bench.config(uri, bench.timeout()), new RecordingListener());
    return BenchNode.failure(opening, bench.inTime());
  }
}
