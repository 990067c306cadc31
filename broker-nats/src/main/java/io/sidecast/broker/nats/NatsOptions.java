package io.sidecast.broker.nats;

import static io.sidecast.broker.BrokerException.Kind.BAD_CONFIG;

import io.nats.client.Consumer;
import io.nats.client.Options;
import io.nats.client.Options.HostnameResolveMode;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Immutable; any thread. Everything the user can set.
 *
 * @param client how jnats connects and logs in; knows the servers of the URI
 * @param prefix the first part of every subject
 * @param timeout how long to wait for a connection and for each answer
 * @param pingInterval how often the connection is asked for a sign of life
 * @param longestDelay the longest pause between two attempts to connect
 * @param pending how many received messages may wait for the listener, and how many bytes
 */
record NatsOptions(
    Options client,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    Duration longestDelay,
    Pending pending) {

  private static final Set<String> KEYS =
      Set.of(
          "command_timeout",
          "ping_interval",
          "reconnect_wait",
          "pending_messages",
          "pending_bytes",
          "client_name",
          "tls_verify");

  /** What may wait for the listener; beyond that the connection is given up. */
  record Pending(int messages, int bytes) {}

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static NatsOptions of(BrokerConfig config) {
    BrokerOptions options = BrokerOptions.of(config, KEYS);
    return new NatsOptions(
        client(config.uri(), options),
        config.prefix(),
        options.duration("command_timeout", config.timeout()),
        options.duration("ping_interval", Duration.ofSeconds(5)),
        options.duration("reconnect_wait", Duration.ofMillis(500)),
        new Pending(
            options.positive("pending_messages", (int) Consumer.DEFAULT_MAX_MESSAGES),
            options.positive("pending_bytes", (int) Consumer.DEFAULT_MAX_BYTES)));
  }

  /** The subject of a channel, for example {@code app.room.17}. */
  String subjectOf(Channel channel) {
    return prefix + '.' + channel.kind().name().toLowerCase(Locale.ROOT) + '.' + channel.name();
  }

  /** The servers of the URI, for messages; never the password. */
  String address() {
    return address(client.getServers());
  }

  /** How to connect to a server of the URI or one of these; each gets its part of the time-out. */
  Options.Builder dial(Collection<String> others) {
    Options all = new Options.Builder(client).servers(others.toArray(String[]::new)).build();
    return new Options.Builder(all).connectionTimeout(timeout.dividedBy(all.getServers().size()));
  }

  /** Servers without their scheme. */
  static String address(Collection<?> servers) {
    return servers.stream()
        .map(server -> server.toString().replaceFirst("^.*//", ""))
        .collect(Collectors.joining(","));
  }

  private static Options client(URI uri, BrokerOptions options) {
    String authority = uri.getRawAuthority();
    String path = uri.getPath();
    if (authority == null || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw badUri();
    }
    int at = authority.lastIndexOf('@');
    Options.Builder client =
        Options.builder()
            .servers(servers(authority.substring(at + 1)))
            .connectionName(options.text("client_name").orElse("sidecast"))
            .noReconnect()
            .reconnectBufferSize(0)
            .maxMessagesInOutgoingQueue(0)
            .pingInterval(Duration.ZERO)
            .requestCleanupInterval(Duration.ZERO)
            .socketWriteTimeout(null)
            .hostnameResolveMode(HostnameResolveMode.HappyEyeballs);
    String verify = options.text("tls_verify").orElse("full");
    if ("tls".equals(uri.getScheme())) {
      client.sslContext(NatsTls.context(verify));
    }
    if (at >= 0) {
      logIn(client, authority.substring(0, at));
    }
    return client.build();
  }

  private static String[] servers(String hosts) {
    return Stream.of(hosts.split(",", -1)).map(NatsOptions::server).toArray(String[]::new);
  }

  private static String server(String host) {
    try {
      URI server = URI.create("nats://" + host);
      if (server.getHost() != null && server.getUserInfo() == null) {
        return "nats://"
            + server.getHost()
            + ':'
            + (server.getPort() < 0 ? 4222 : server.getPort());
      }
    } catch (IllegalArgumentException unreadable) {
      // Told below, without what may be a part of a password.
    }
    throw badUri();
  }

  private static void logIn(Options.Builder client, String login) {
    int colon = login.indexOf(':');
    if (colon < 0) {
      client.token(decode(login).toCharArray());
    } else {
      char[] password = decode(login.substring(colon + 1)).toCharArray();
      client.userInfo(decode(login.substring(0, colon)).toCharArray(), password);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static BrokerException badUri() {
    String expected = "nats://[user:password@ or token@]host[:port][,host[:port]…] or tls://…";
    return new BrokerException(BAD_CONFIG, "a NATS broker URI must be " + expected);
  }
}
