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
 * The settings of a RabbitMQ broker. Immutable.
 *
 * @param server the servers and the login
 * @param prefix the first part of the names of the exchange and the queues
 * @param connectionName the first part of the connection names that RabbitMQ shows
 * @param timeout the maximum time to wait for a connection and for each response
 * @param heartbeat the heartbeat timeout in whole seconds, after which a connection without traffic
 *     is lost
 * @param limits the limits of messages
 */
record RabbitMqOptions(
    Server server,
    String prefix,
    String connectionName,
    Duration timeout,
    Duration heartbeat,
    Limits limits) {

  /**
   * The servers and the login.
   *
   * @param address the nodes of one RabbitMQ cluster
   * @param user the user
   * @param password the password
   * @param virtualHost the virtual host
   * @param tls whether to use TLS
   * @param verify the TLS verification: {@code full}, {@code ca} or {@code none}
   */
  record Server(
      BrokerAddress address,
      String user,
      String password,
      String virtualHost,
      boolean tls,
      String verify) {

    /** Returns the hosts and ports, without the login. */
    @Override
    public String toString() {
      return address.toString();
    }

    /** Returns the addresses as objects of the client library. */
    List<Address> addresses() {
      return address.hosts().stream().map(host -> new Address(host.name(), host.port())).toList();
    }
  }

  /**
   * The limits of messages.
   *
   * @param envelopeBytes the size of the largest envelope in bytes
   * @param queuedMessages the maximum number of messages in this node's queue
   * @param queuedBytes the maximum size of the messages in this node's queue in bytes
   */
  record Limits(int envelopeBytes, int queuedMessages, int queuedBytes) {}

  private static final String FORM =
      "amqp[s]://[user:password@]host[:port][,host[:port]...][/virtual-host]";

  /**
   * Reads the URI and the settings.
   *
   * @throws BrokerException of kind {@code BAD_CONFIG}
   */
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
        options.name("connection_name", "sidecast"),
        options.duration("command_timeout", config.timeout()),
        heartbeat,
        limits(options));
  }

  /** Returns the exchange of all nodes with this prefix, for example {@code app.channels}. */
  String exchange() {
    return prefix + ".channels";
  }

  /** Returns a description of the servers for messages, without the login. */
  String place() {
    return "RabbitMQ at " + server.address;
  }

  private static Limits limits(BrokerOptions options) {
    var limits =
        new Limits(
            options.positive("max_envelope_bytes", 4 << 20),
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
