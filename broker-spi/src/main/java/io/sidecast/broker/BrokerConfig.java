package io.sidecast.broker;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where and how to connect to a broker.
 *
 * @param uri the broker; its query parameters are settings, see {@link BrokerOptions}
 * @param prefix isolates applications that share a broker; 1 to 32 characters of {@code
 *     [A-Za-z0-9_-]}, part of every channel's name at the broker
 * @param timeout how long to wait for a connection, and for each answer of the broker
 * @param properties more settings, with the names of the query parameters; the URI wins
 */
public record BrokerConfig(
    URI uri, String prefix, Duration timeout, Map<String, String> properties) {

  /** Checks the values. */
  public BrokerConfig {
    if (!prefix.matches("[A-Za-z0-9_-]{1,32}")) {
      throw BrokerException.badConfig(
          "broker prefix must be 1 to 32 characters of [A-Za-z0-9_-]: " + prefix);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw BrokerException.badConfig("broker timeout must be positive: " + timeout);
    }
    properties = Map.copyOf(properties);
  }
}
