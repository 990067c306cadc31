package io.sidecast.broker.rabbitmq;

import com.rabbitmq.client.Address;
import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
   * @param address the nodes of one cluster
   * @param tls whether to encrypt
   * @param verify what TLS has to prove: {@code full}, {@code ca} or {@code none}
   */
  record Server(
      BrokerAddress address,
      String user,
      String password,
      String virtualHost,
      boolean tls,
      String verify) {

    /** Hosts and ports; never the login. */
    @Override
    public String toString() {
      return address.toString();
    }

    /** As the client wants them. */
    List<Address> addresses() {
      return address.hosts().stream().map(host -> new Address(host.name(), host.port())).toList();
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

  /** More than a server's outbox holds by default, so that its heartbeats are never refused. */
  private static final int MOST_UNCONFIRMED = 262_144;

  private static final String FORM =
      "amqp[s]://[user:password@]host[:port][,host[:port]...][/virtual-host]";

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static RabbitMqOptions of(BrokerConfig config) {
    return BrokerOptions.read(config, options -> of(config, options));
  }

  private static RabbitMqOptions of(BrokerConfig config, BrokerOptions options) {
    Duration heartbeat = options.duration("heartbeat", Duration.ofSeconds(10));
    if (heartbeat.toSeconds() < 1 || heartbeat.toSeconds() > 3_600) {
      throw BrokerException.badConfig(
          "broker setting 'heartbeat' must be from 1s to 3600s, not " + heartbeat);
    }
    return new RabbitMqOptions(
        server(config.uri(), options.choice("tls_verify", "full", "ca", "none")),
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

  /** For messages; never the password. */
  String place() {
    return "RabbitMQ at " + server.address;
  }

  private static Limits limits(BrokerOptions options) {
    var limits =
        new Limits(
            options.positive("max_envelope_bytes", 4 << 20),
            options.positive("max_unconfirmed", MOST_UNCONFIRMED),
            options.positive("queue_max_messages", 65_536),
            options.positive("queue_max_bytes", 64 << 20));
    if (limits.queuedBytes < limits.envelopeBytes) {
      throw BrokerException.badConfig(
          "broker setting 'queue_max_bytes' must not be less than 'max_envelope_bytes'");
    }
    return limits;
  }

  private static Server server(URI uri, String verify) {
    boolean tls = "amqps".equals(uri.getScheme());
    var address = BrokerAddress.of(uri, tls ? 5671 : 5672, FORM);
    var login = address.login().orElse(new BrokerAddress.Login("guest", Optional.of("guest")));
    return new Server(
        address,
        login.user(),
        login.password().orElse(""),
        virtualHost(uri.getRawPath()),
        tls,
        verify);
  }

  private static String virtualHost(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return "/";
    }
    if (path.indexOf('/', 1) > 0) {
      throw BrokerException.badConfig(
          "broker URI must be " + FORM + "; a slash in the virtual host's name is written %2F");
    }
    return URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
