package io.sidecast.broker;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a connection to a broker. Immutable.
 *
 * @param uri the address of the message broker; its query parameters are settings, see {@link
 *     BrokerOptions}
 * @param prefix the prefix that isolates applications that share a message broker, part of the name
 *     of every channel there; 1 to 32 characters of {@code [A-Za-z0-9_-]}
 * @param timeout the maximum time to wait for a connection and for each response of the message
 *     broker; positive, at most 365 days
 * @param properties further settings, with the names of the query parameters; a query parameter of
 *     the URI takes precedence
 * @since 0.1.0
 */
public record BrokerConfig(
    URI uri, String prefix, Duration timeout, Map<String, String> properties) {

  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

  /**
   * Checks the values. A message never quotes the URI, which may contain secrets.
   *
   * @throws BrokerException of kind {@link BrokerException.Kind#BAD_CONFIG} for an invalid value
   */
  public BrokerConfig {
    if (holdsAt(uri.getRawPath()) || holdsAt(uri.getRawQuery()) || holdsAt(uri.getRawFragment())) {
      throw BrokerException.badConfig(
          "broker URI has an @ after its hosts: percent-encode special characters in the user, the password and the settings");
    }
    if (!isPrefix(prefix)) {
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

  /**
   * Returns whether a text can be the prefix of a configuration.
   *
   * @param text the text
   * @return whether it consists of 1 to 32 characters of {@code [A-Za-z0-9_-]}
   */
  public static boolean isPrefix(String text) {
    return text.matches("[A-Za-z0-9_-]{1,32}");
  }

  private static boolean holdsAt(@Nullable String part) {
    return part != null && part.indexOf('@') >= 0;
  }

  /**
   * Returns the parts of a broker URI that contain no secrets, for logs and messages.
   *
   * @param uri the URI
   * @return the scheme and the hosts, without the login, the path and the settings
   */
  public static String server(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return uri.getScheme() + "://" + BrokerAddress.hostsOf(authority);
  }

  /**
   * Returns this configuration without secrets, for logs and messages.
   *
   * @return the scheme, the hosts, the prefix, the timeout and the names of the properties, without
   *     the login and the values of the properties
   */
  @Override
  public String toString() {
    return "BrokerConfig[uri=%s, prefix=%s, timeout=%s, properties=%s]"
        .formatted(server(uri), prefix, timeout, new TreeSet<>(properties.keySet()));
  }
}
