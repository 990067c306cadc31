package io.sidecast.examples.hub;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.Set;

/**
 * Immutable; any thread. Everything the user can set.
 *
 * @param host where the hub is
 * @param port where it listens
 * @param prefix the first part of every channel's name
 * @param timeout how long to wait for a connection and for each answer
 * @param maxEnvelopeBytes the largest envelope
 */
record HubOptions(String host, int port, String prefix, Duration timeout, int maxEnvelopeBytes) {

  static final int DEFAULT_PORT = 7070;

  private static final Set<String> KEYS = Set.of("max_envelope_bytes");

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static HubOptions of(BrokerConfig config) {
    BrokerOptions options = BrokerOptions.of(config, KEYS);
    String host = config.uri().getHost();
    if (host == null) {
      throw new BrokerException(
          Kind.BAD_CONFIG, "broker URI must be hub://host[:port], not " + config.uri());
    }
    int port = config.uri().getPort();
    return new HubOptions(
        host,
        port < 0 ? DEFAULT_PORT : port,
        config.prefix(),
        config.timeout(),
        options.positive("max_envelope_bytes", 1 << 20));
  }

  /** The name of a channel in the hub, for example {@code app:ROOM:17}. */
  String nameOf(Channel channel) {
    return prefix + ':' + channel.kind() + ':' + channel.name();
  }

  /** For messages. */
  String address() {
    return "the hub at " + host + ':' + port;
  }
}
