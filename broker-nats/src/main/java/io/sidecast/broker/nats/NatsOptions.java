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
import java.util.Set;

/**
 * The settings of a NATS broker. Immutable.
 *
 * @param address the servers of the URI
 * @param client the options of jnats, including the login
 * @param prefix the first part of every subject
 * @param timeout the maximum time to wait for a connection and for each response
 * @param pingInterval the interval of pings
 * @param pending the limits of received messages that wait for the listener
 */
record NatsOptions(
    BrokerAddress address,
    Options client,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    Pending pending) {

  private static final String FORM =
      "nats://[user:password@ or token@]host[:port][,host[:port]…] or tls://…";

  /** The limits of received messages that wait for the listener; more end the connection. */
  record Pending(int messages, int bytes) {}

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
    Options all = new Options.Builder(client).servers(others.toArray(String[]::new)).build();
    return new Options.Builder(all).connectionTimeout(timeout.dividedBy(all.getServers().size()));
  }

  private static Options client(BrokerAddress address, boolean tls, BrokerOptions options) {
    Options.Builder client =
        Options.builder()
            .servers(address.hosts().stream().map(host -> "nats://" + host).toArray(String[]::new))
            .connectionName(options.name("client_name", "sidecast"))
            .noReconnect()
            .reconnectBufferSize(0)
            .maxMessagesInOutgoingQueue(0)
            .pingInterval(Duration.ZERO)
            .requestCleanupInterval(Duration.ZERO)
            .socketWriteTimeout(null)
            .hostnameResolveMode(HostnameResolveMode.HappyEyeballs);
    String verify = options.choice("tls_verify", "full", "ca", "none");
    if (tls) {
      client.sslContext(NatsTls.context(verify));
    }
    address.login().ifPresent(login -> logIn(client, login));
    return client.build();
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
