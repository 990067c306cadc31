package io.sidecast.broker.kafka;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Immutable; any thread. What the URI itself says: {@code kafka://[user:password@]host[:port],…}.
 * Its authority names several hosts, so that {@link URI} does not take it apart.
 *
 * @param hosts each with its port
 * @param login who logs in, if anybody
 * @param tls whether connections are encrypted
 */
record KafkaServer(List<String> hosts, Optional<Login> login, boolean tls) {

  private static final Pattern HOST =
      Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(?<port>\\d{1,5}))?");

  /** A user and a password. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  /** Reads the URI; the path has to be empty. No message shows what may be a password. */
  static KafkaServer of(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (!path.isEmpty() && !path.equals("/")) {
      throw KafkaOptions.bad("a Kafka URI has no path, but this one has " + path);
    }
    int at = authority.lastIndexOf('@');
    return new KafkaServer(
        Stream.of(authority.substring(at + 1).split(",", -1)).map(KafkaServer::host).toList(),
        at < 0 ? Optional.empty() : Optional.of(login(authority.substring(0, at))),
        "kafkas".equals(uri.getScheme()));
  }

  private static String host(String text) {
    var matcher = HOST.matcher(text);
    if (!matcher.matches()) {
      throw KafkaOptions.bad(
          "broker URI must be kafka://[user:password@]host[:port],…, with special characters"
              + " of the password percent-encoded; this is no host: '"
              + text
              + "'");
    }
    String port = matcher.group("port");
    return matcher.group("host") + ":" + (port == null ? "9092" : port);
  }

  private static Login login(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw KafkaOptions.bad("a Kafka URI with a user needs a password, too: user:password@host");
    }
    return new Login(decode(text.substring(0, colon)), decode(text.substring(colon + 1)));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
