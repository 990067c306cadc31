package io.sidecast.broker;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

  /** Checks the values. A failure never quotes the URI, which may hold secrets. */
  public BrokerConfig {
    if (holdsAt(uri.getRawPath()) || holdsAt(uri.getRawQuery()) || holdsAt(uri.getRawFragment())) {
      throw BrokerException.badConfig(
          "the broker URI has an @ behind its hosts: encode special characters of the user, the password and the settings with %");
    }
    if (!prefix.matches("[A-Za-z0-9_-]{1,32}")) {
      throw BrokerException.badConfig(
          "broker prefix must be 1 to 32 characters of [A-Za-z0-9_-]: " + prefix);
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw BrokerException.badConfig(
          "broker timeout must be positive and at most %s, not %s"
              .formatted(LONGEST_TIMEOUT, timeout));
    }
    properties = Map.copyOf(properties);
  }

  private static boolean holdsAt(@Nullable String part) {
    return part != null && part.indexOf('@') >= 0;
  }

  /**
   * Returns a broker's URI without what may be secret, for logs and messages.
   *
   * @param uri the URI
   * @return its scheme and its hosts; never a login, a path or a setting
   */
  public static String server(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return uri.getScheme() + "://" + BrokerAddress.hostsOf(authority);
  }

  /**
   * Returns this configuration for logs and messages.
   *
   * @return scheme, hosts, prefix and time-out, and the names of the properties; never a login or a
   *     value
   */
  @Override
  public String toString() {
    return "BrokerConfig[uri=%s, prefix=%s, timeout=%s, properties=%s]"
        .formatted(server(uri), prefix, timeout, new TreeSet<>(properties.keySet()));
  }
}
