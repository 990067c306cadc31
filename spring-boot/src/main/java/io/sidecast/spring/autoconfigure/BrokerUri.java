package io.sidecast.spring.autoconfigure;

import io.sidecast.spring.SidecastConnectionDetails;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The URI of a broker, with its settings.
 *
 * @param uri the URI
 * @param properties the settings that are not part of it
 */
record BrokerUri(String uri, Map<String, String> properties) implements SidecastConnectionDetails {

  /** Returns the URI of some hosts, with a login. */
  static String of(
      String scheme, @Nullable String user, @Nullable String password, List<String> hosts) {
    return scheme + "://" + login(user, password) + String.join(",", hosts);
  }

  /** Returns a host and a port, for IPv6 in brackets. */
  static String host(String name, int port) {
    return (name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name) + ":" + port;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String login(@Nullable String user, @Nullable String password) {
    if (password == null || password.isEmpty()) {
      return user == null || user.isEmpty() ? "" : encode(user) + "@";
    }
    return (user == null ? "" : encode(user)) + ":" + encode(password) + "@";
  }
}
