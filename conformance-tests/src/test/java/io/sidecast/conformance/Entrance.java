package io.sidecast.conformance;

import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.net.URI;

/** Opens a broker with other logins and paths. Confined to the test thread. */
final class Entrance {

  private Entrance() {}

  /**
   * Returns a node's configuration for the broker through the faulty network.
   *
   * @param harness the harness of the case
   * @param login the part of the URI before the host, for example {@code amqp://user:password@}
   * @param path the part of the URI after the port
   */
  static BrokerConfig config(BrokerHarness harness, String login, String path) {
    URI broker = harness.faulty();
    URI uri = URI.create(login + broker.getHost() + ":" + broker.getPort() + path);
    return harness.config(uri, harness.timeout());
  }

  /** Returns the failure of an open that must fail. */
  static BrokerException failure(BrokerHarness harness, BrokerConfig config) {
    return HarnessNode.failure(harness.tryOpen(config, new RecordingListener()), harness.inTime());
  }

  /**
   * Asserts that the broker rejects the login, and that the advice, the causes and the log contain
   * no secret.
   */
  static void assertLoginRefused(BrokerHarness harness, BrokerConfig config) {
    try (var watch = new SecretWatch()) {
      BrokerException failure = failure(harness, config);
      assertThat(failure).is(ofKind(Kind.REFUSED));
      assertThat(failure).hasMessageContaining("user:password@host");
      watch.add(failure);
      watch.assertNoSecret();
    }
  }
}
