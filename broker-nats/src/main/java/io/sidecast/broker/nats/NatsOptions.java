package io.sidecast.broker.nats;

import io.nats.client.Consumer;
import io.nats.client.Options;
import io.nats.client.Options.HostnameResolveMode;
import io.nats.client.support.Encoding;
import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The settings of a NATS broker. Immutable.
 *
 * @param address the servers of the URI
 * @param client the settings of every connection of jnats
 * @param prefix the first part of every subject
 * @param timeout the maximum time to wait for a connection and for each response
 * @param pingInterval the interval of pings
 * @param pending the limits of received messages that wait for the listener
 */
record NatsOptions(
    BrokerAddress address,
    Client client,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    Pending pending) {

  private static final String FORM =
      "nats://[user:password@ or token@]host[:port][,host[:port]…] or tls://…";

  /** The part of the timeout within which another server of the cluster must answer. */
  private static final int ROUTE_PART = 5;

  /** The limits of received messages that wait for the listener; more end the connection. */
  record Pending(int messages, int bytes) {}

  /** The settings of every connection of jnats. */
  record Client(Optional<SSLContext> tls, Optional<BrokerAddress.Login> login, String name) {}

  /**
   * Reads the URI and the settings.
   *
   * @throws BrokerException of kind {@code BAD_CONFIG}
   */
  static NatsOptions of(BrokerConfig config) {
    return BrokerOptions.read(config, options -> of(config, options));
  }

  private static NatsOptions of(BrokerConfig config, BrokerOptions options) {
    URI uri = config.uri();
    var address = BrokerAddress.of(uri, Options.DEFAULT_PORT, FORM);
    if (!Set.of("", "/").contains(uri.getRawPath())) {
      throw BrokerException.badConfig("broker URI must be " + FORM);
    }
    return new NatsOptions(
        address,
        client(address, uri.getScheme().equals("tls"), options),
        config.prefix(),
        options.duration("command_timeout", config.timeout()),
        options.duration("ping_interval", Duration.ofSeconds(5)),
        new Pending(
            options.positive("pending_messages", (int) Consumer.DEFAULT_MAX_MESSAGES),
            options.positive("pending_bytes", (int) Consumer.DEFAULT_MAX_BYTES)));
  }

  /** Returns the options to connect to a server of the URI or of these; they share the timeout. */
  Options.Builder connectOptions(Collection<String> others) {
    Stream<String> ofUri = address.hosts().stream().map(host -> "nats://" + host);
    Options all = options(Stream.concat(ofUri, others.stream())).build();
    return new Options.Builder(all).connectionTimeout(timeout.dividedBy(all.getServers().size()));
  }

  /**
   * Returns the options to connect to another server of the cluster, and to notice its loss soon.
   */
  Options.Builder routeOptions(String server) {
    Duration part = timeout.dividedBy(ROUTE_PART);
    return options(Stream.of("nats://" + server))
        .connectionName(client.name + " route")
        .connectionTimeout(part)
        .pingInterval(part)
        .maxPingsOut(2);
  }

  /**
   * Returns the options of every connection. Without headers the server sends only the data of a
   * message: a malformed header of another program would end a connection that reads headers.
   */
  private Options.Builder options(Stream<String> servers) {
    Options.Builder options =
        Options.builder()
            .servers(servers.toArray(String[]::new))
            .connectionName(client.name)
            .noReconnect()
            .noHeaders()
            .noNoResponders()
            .reconnectBufferSize(0)
            .maxMessagesInOutgoingQueue(0)
            .pingInterval(Duration.ZERO)
            .requestCleanupInterval(Duration.ZERO)
            .socketWriteTimeout(null)
            .hostnameResolveMode(HostnameResolveMode.HappyEyeballs);
    client.tls.ifPresent(options::sslContext);
    client.login.ifPresent(login -> logIn(options, login));
    return options;
  }

  private static Client client(BrokerAddress address, boolean tls, BrokerOptions options) {
    String verify = options.choice("tls_verify", "full", "ca", "none");
    return new Client(
        tls ? Optional.of(NatsTls.context(verify)) : Optional.empty(),
        address.login(),
        options.name("client_name", "sidecast"));
  }

  /** The client escapes users and passwords for JSON, and tokens not. */
  private static void logIn(Options.Builder client, BrokerAddress.Login login) {
    String user = login.user();
    login
        .password()
        .ifPresentOrElse(
            password -> client.userInfo(user.toCharArray(), password.toCharArray()),
            () -> client.token(Encoding.jsonEncode(user).toCharArray()));
  }
}
