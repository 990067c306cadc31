package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.net.URI;

/** The test thread only. Other ways to a broker that a case has to work with. */
final class Entrance {

  private Entrance() {}

  /**
   * A node's configuration for the broker through the faulty network.
   *
   * @param harness of the case
   * @param login what comes before the host, for example {@code amqp://user:password@}
   * @param path what comes after the port
   */
  static BrokerConfig config(BrokerHarness harness, String login, String path) {
    URI broker = harness.faulty();
    URI uri = URI.create(login + broker.getHost() + ":" + broker.getPort() + path);
    return harness.config(uri, harness.timeout());
  }

  /** The failure of an open that has to fail. */
  static BrokerException failure(BrokerHarness harness, BrokerConfig config) {
    return HarnessNode.failure(harness.tryOpen(config, new RecordingListener()), harness.inTime());
  }

  /** The broker refuses the login; the advice, the causes and the log have no secret. */
  static void assertLoginRefused(BrokerHarness harness, BrokerConfig config) {
    try (var watch = new SecretWatch()) {
      BrokerException failure = failure(harness, config);
      assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
      assertThat(failure).hasMessageContaining("user:password@host");
      watch.add(failure);
      watch.assertNoSecret();
    }
  }
}
