package io.sidecast.conformance.security;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener;
import java.net.URI;

/** Opens a broker with other logins and paths. Confined to the test thread. */
public final class Entrance {

  private Entrance() {}

  /**
   * Returns a node's configuration for the broker through the faulty network.
   *
   * @param harness the harness of the case
   * @param login the part of the URI before the host, for example {@code amqp://user:password@}
   * @param path the part of the URI after the port
   */
  public static BrokerConfig config(BrokerHarness harness, String login, String path) {
    URI broker = harness.faulty();
    URI uri = URI.create(login + broker.getHost() + ":" + broker.getPort() + path);
    return harness.config(uri, harness.timeout());
  }

  /** Returns the failure of an open that must fail. */
  public static BrokerException failure(BrokerHarness harness, BrokerConfig config) {
    return HarnessNode.failure(harness.tryOpen(config, new RecordingListener()), harness.inTime());
  }
}
