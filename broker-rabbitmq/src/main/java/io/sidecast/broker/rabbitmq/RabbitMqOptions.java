package io.sidecast.broker.rabbitmq;

import static io.sidecast.broker.BrokerException.Kind.BAD_CONFIG;

import com.rabbitmq.client.Address;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Immutable; any thread. Everything the user can set.
 *
 * @param server where RabbitMQ is, and how to log in
 * @param prefix the first part of the names of the exchange and the queues
 * @param connectionName what RabbitMQ shows of a connection
 * @param timeout how long to wait for a connection and for each answer
 * @param heartbeat after which silence a connection counts as lost; whole seconds
 * @param limits what may pile up
 */
record RabbitMqOptions(
    Server server,
    String prefix,
    String connectionName,
    Duration timeout,
    Duration heartbeat,
    Limits limits) {

  /**
   * Where RabbitMQ is, and how to log in.
   *
   * @param addresses the nodes of one cluster, at least one
   * @param tls whether to encrypt
   * @param verify what TLS has to prove: {@code full}, {@code ca} or {@code none}
   */
  record Server(
      List<Address> addresses,
      String user,
      String password,
      String virtualHost,
      boolean tls,
      String verify) {

    /** Without the password. */
    @Override
    public String toString() {
      return addresses.stream().map(Address::toString).collect(Collectors.joining(","));
    }
  }

  /**
   * What may pile up.
   *
   * @param envelopeBytes the size of one envelope
   * @param unconfirmed publishes without an answer
   * @param queuedMessages messages that wait in RabbitMQ for this node
   * @param queuedBytes their sizes together
   */
  record Limits(int envelopeBytes, int unconfirmed, int queuedMessages, int queuedBytes) {}

  private static final Set<String> KEYS =
      Set.of(
          "command_timeout",
          "connection_name",
          "heartbeat",
          "max_envelope_bytes",
          "max_unconfirmed",
          "queue_max_bytes",
          "queue_max_messages",
          "tls_verify");

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(?<user>[^:@]*)(?::(?<password>[^@]*))?@)?(?<hosts>[^@]+)");
  private static final Pattern HOST =
      Pattern.compile("(?<name>\\[[^\\]]+\\]|[^:\\[\\]]+)(?::(?<port>\\d{1,5}))?");
  private static final String FORM =
      "broker URI must be amqp[s]://[user:password@]host[:port][,host[:port]...][/virtual-host]";

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static RabbitMqOptions of(BrokerConfig config) {
    BrokerOptions options = BrokerOptions.of(config, KEYS);
    Duration heartbeat = options.duration("heartbeat", Duration.ofSeconds(10));
    if (heartbeat.toSeconds() < 1 || heartbeat.toSeconds() > 3_600) {
      throw bad("broker setting 'heartbeat' must be from 1s to 3600s, not " + heartbeat);
    }
    return new RabbitMqOptions(
        server(config.uri(), verify(options.text("tls_verify").orElse("full"))),
        config.prefix(),
        options.text("connection_name").orElse("sidecast"),
        options.duration("command_timeout", config.timeout()),
        heartbeat,
        limits(options));
  }

  /** The exchange that all nodes of one prefix share, for example {@code app.channels}. */
  String exchange() {
    return prefix + ".channels";
  }

  /** The routing key of a channel, for example {@code room.17}. */
  static String keyOf(Channel channel) {
    return channel.kind().name().toLowerCase(Locale.ROOT) + '.' + channel.name();
  }

  private static Limits limits(BrokerOptions options) {
    var limits =
        new Limits(
            options.positive("max_envelope_bytes", 4 << 20),
            options.positive("max_unconfirmed", 65_536),
            options.positive("queue_max_messages", 65_536),
            options.positive("queue_max_bytes", 64 << 20));
    if (limits.queuedBytes < limits.envelopeBytes) {
      throw bad("broker setting 'queue_max_bytes' must not be less than 'max_envelope_bytes'");
    }
    return limits;
  }

  private static Server server(URI uri, String verify) {
    String authority = uri.getRawAuthority();
    Matcher parts = AUTHORITY.matcher(authority == null ? "" : authority);
    if (!parts.matches()) {
      throw bad(FORM);
    }
    boolean tls = "amqps".equals(uri.getScheme());
    String user = parts.group("user");
    String password = user == null ? "guest" : parts.group("password");
    return new Server(
        Stream.of(parts.group("hosts").split(",", -1)).map(host -> address(host, tls)).toList(),
        decode(user == null ? "guest" : user),
        decode(password == null ? "" : password),
        virtualHost(uri.getRawPath()),
        tls,
        verify);
  }

  private static Address address(String host, boolean tls) {
    Matcher parts = HOST.matcher(host);
    if (!parts.matches()) {
      throw bad(FORM);
    }
    String port = parts.group("port");
    String name = parts.group("name").replaceAll("[\\[\\]]", "");
    return new Address(name, port == null ? (tls ? 5671 : 5672) : Integer.parseInt(port));
  }

  private static String virtualHost(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return "/";
    }
    if (path.indexOf('/', 1) > 0) {
      throw bad(FORM + "; a slash in the virtual host's name is written %2F");
    }
    return decode(path.substring(1));
  }

  private static String verify(String text) {
    if (!Set.of("full", "ca", "none").contains(text)) {
      throw bad("broker setting 'tls_verify' must be full, ca or none, not " + text);
    }
    return text;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static BrokerException bad(String message) {
    return new BrokerException(BAD_CONFIG, message);
  }
}
