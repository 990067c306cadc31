package io.sidecast.examples.hub;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import java.time.Duration;

/**
 * The settings of a hub broker. Immutable.
 *
 * @param host the host of the hub
 * @param port the port of the hub
 * @param prefix the first part of every channel's name
 * @param timeout the maximum time to wait for a connection and for each response
 * @param maxEnvelopeBytes the size of the largest envelope in bytes
 */
record HubOptions(String host, int port, String prefix, Duration timeout, int maxEnvelopeBytes) {

  static final int DEFAULT_PORT = 7070;

  /**
   * Reads the URI and the settings.
   *
   * @throws BrokerException of kind {@code BAD_CONFIG}
   */
  static HubOptions of(BrokerConfig config) {
    String host = config.uri().getHost();
    if (host == null) {
      throw BrokerException.badConfig("broker URI must be hub://host[:port]");
    }
    int port = config.uri().getPort();
    return new HubOptions(
        host,
        port < 0 ? DEFAULT_PORT : port,
        config.prefix(),
        config.timeout(),
        BrokerOptions.read(config, options -> options.positive("max_envelope_bytes", 1 << 20)));
  }

  /** Returns a description of the hub for messages. */
  String server() {
    return "the hub at " + host + ':' + port;
  }
}
