package io.sidecast.conformance.redis;

import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.security.Entrance;
import io.sidecast.conformance.security.SecretExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the broker suite for broker-redis over a real Redis, with cases for refusals that only Redis
 * has. Confined to the test thread.
 */
@Tag("slow")
@ExtendWith(SecretExtension.class)
class RedisConformanceTest extends BrokerConformance {

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture();
  }

  @Test
  void badDatabaseIsBadConfig(BrokerHarness harness) {
    assertThat(failure(harness, "redis://", "/9999")).is(ofKind(Kind.BAD_CONFIG));
    assertThat(failure(harness, "redis://", "/name")).is(ofKind(Kind.BAD_CONFIG));
  }

  private static BrokerException failure(BrokerHarness harness, String login, String path) {
    return Entrance.failure(harness, Entrance.config(harness, login, path));
  }
}
