package io.sidecast.broker.redis;

import static io.sidecast.broker.BrokerException.Kind.BAD_CONFIG;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Immutable; any thread. Everything the user can set.
 *
 * @param server where Redis is, and how to log in
 * @param prefix the first part of every channel's name
 * @param timeout how long to wait for a connection and for each answer
 * @param pingInterval how often both connections are asked for a sign of life
 * @param maxEnvelopeBytes the largest envelope
 */
record RedisOptions(
    RedisURI server, String prefix, Duration timeout, Duration pingInterval, int maxEnvelopeBytes) {

  private static final Set<String> KEYS =
      Set.of("command_timeout", "ping_interval", "max_envelope_bytes", "client_name", "tls_verify");

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static RedisOptions of(BrokerConfig config) {
    BrokerOptions options = BrokerOptions.of(config, KEYS);
    Duration timeout = options.duration("command_timeout", config.timeout());
    return new RedisOptions(
        server(config.uri(), options, timeout),
        config.prefix(),
        timeout,
        options.duration("ping_interval", Duration.ofSeconds(5)),
        options.positive("max_envelope_bytes", 4 << 20));
  }

  /** The name of a channel in Redis, for example {@code app:room:17}. */
  String nameOf(Channel channel) {
    return prefix + ':' + channel.kind().name().toLowerCase(Locale.ROOT) + ':' + channel.name();
  }

  /** Host and port, for messages; never the password. */
  String address() {
    return server.getHost() + ':' + server.getPort();
  }

  private static RedisURI server(URI uri, BrokerOptions options, Duration timeout) {
    if (uri.getHost() == null) {
      throw bad("broker URI must be redis://[user:password@]host[:port][/database], not " + uri);
    }
    var server =
        RedisURI.builder()
            .withHost(uri.getHost().replaceAll("[\\[\\]]", ""))
            .withPort(uri.getPort() < 0 ? 6379 : uri.getPort())
            .withSsl("rediss".equals(uri.getScheme()))
            .withVerifyPeer(verify(options.text("tls_verify").orElse("full")))
            .withDatabase(database(uri.getPath()))
            .withClientName(options.text("client_name").orElse("sidecast"))
            .withTimeout(timeout);
    String login = uri.getRawUserInfo();
    if (login != null) {
      int colon = login.indexOf(':');
      String user = colon < 0 ? login : login.substring(0, colon);
      String password = decode(colon < 0 ? "" : login.substring(colon + 1));
      server =
          user.isEmpty()
              ? server.withPassword(password.toCharArray())
              : server.withAuthentication(decode(user), password.toCharArray());
    }
    return server.build();
  }

  private static int database(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    if (!path.matches("/\\d{1,5}")) {
      throw bad("the path of a Redis URI is a database number, as in /2, not " + path);
    }
    return Integer.parseInt(path.substring(1));
  }

  private static SslVerifyMode verify(String text) {
    return switch (text) {
      case "full" -> SslVerifyMode.FULL;
      case "ca" -> SslVerifyMode.CA;
      case "none" -> SslVerifyMode.NONE;
      default -> throw bad("broker setting 'tls_verify' must be full, ca or none, not " + text);
    };
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static BrokerException bad(String message) {
    return new BrokerException(BAD_CONFIG, message);
  }
}
