package io.sidecast.broker.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The servers of a broker URI, and the login. Immutable.
 *
 * @param topology the relation between the servers
 * @param servers the servers of the URI: one Redis server, sentinels, or some nodes of a cluster
 * @param login a template of Redis servers: user, password, database, TLS, without a real host
 * @param master the name of the master at the sentinels; empty without sentinels
 */
record RedisAddress(Topology topology, List<RedisURI> servers, RedisURI login, String master) {

  /** The relation between servers. */
  enum Topology {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  private static final String FORMS =
      "redis://[user:password@]host[:port][/database], or redis-sentinel: with"
          + " host,host and ?master=name, or redis-cluster: with host,host and no database;"
          + " valkey may stand for redis";

  /**
   * Parses a URI of a known scheme.
   *
   * @throws BrokerException of kind {@code BAD_CONFIG}
   */
  static RedisAddress of(URI uri, BrokerOptions options, Duration timeout) {
    String[] scheme = uri.getScheme().replace("valkey", "redis").split("-", 2);
    Topology topology =
        scheme.length < 2
            ? Topology.STANDALONE
            : Topology.valueOf(scheme[1].toUpperCase(Locale.ROOT));
    boolean sentinels = topology == Topology.SENTINEL;
    int port = sentinels ? RedisURI.DEFAULT_SENTINEL_PORT : RedisURI.DEFAULT_REDIS_PORT;
    var address = BrokerAddress.of(uri, port, FORMS);
    String master =
        options.text("master").or(() -> Optional.ofNullable(uri.getFragment())).orElse("");
    RedisURI login = login(scheme[0], uri);
    address.login().map(RedisAddress::credentials).ifPresent(login::setCredentialsProvider);
    login.setTimeout(timeout);
    login.setClientName(options.name("client_name", "sidecast"));
    String verify = options.choice("tls_verify", "full", "ca", "none");
    login.setVerifyPeer(SslVerifyMode.valueOf(verify.toUpperCase(Locale.ROOT)));
    RedisURI sentinel = sentinel(login, options);
    if ((topology == Topology.STANDALONE && address.hosts().size() > 1)
        || (topology == Topology.CLUSTER && login.getDatabase() > 0)
        || sentinels == master.isEmpty()) {
      throw badUri();
    }
    RedisURI like = sentinels ? sentinel : login;
    var servers = address.hosts().stream().map(host -> server(like, host)).toList();
    return new RedisAddress(topology, servers, login, master);
  }

  /** Returns a Redis server at a discovered address, with the login of the URI. */
  RedisURI at(String host, int port) {
    return server(login, new BrokerAddress.Host(host, port));
  }

  /** Returns the hosts and ports, without the login. */
  @Override
  public String toString() {
    return servers.stream()
        .map(server -> server.getHost() + ':' + server.getPort())
        .collect(Collectors.joining(","));
  }

  private static RedisURI server(RedisURI like, BrokerAddress.Host host) {
    return RedisURI.builder(like).withHost(host.name()).withPort(host.port()).build();
  }

  /** Returns the database and TLS, as Lettuce parses them, without credentials. */
  private static RedisURI login(String scheme, URI uri) {
    try {
      return RedisURI.create(scheme + "://host" + uri.getRawPath());
    } catch (IllegalArgumentException malformed) {
      throw badUri();
    }
  }

  /**
   * Returns the user and password, or the password of the default user. They are static: Lettuce
   * requests others on the common pool, and a refused login then looks like a lost connection if
   * that thread is slower than the event loop.
   */
  private static StaticCredentialsProvider credentials(BrokerAddress.Login login) {
    String user = login.password().isEmpty() || login.user().isEmpty() ? "default" : login.user();
    return new StaticCredentialsProvider(user, login.password().orElse(login.user()).toCharArray());
  }

  /** Returns the template of sentinels, which have separate users and no database. */
  private static RedisURI sentinel(RedisURI redis, BrokerOptions options) {
    RedisURI sentinel = RedisURI.create("host", RedisURI.DEFAULT_SENTINEL_PORT);
    sentinel.applySsl(redis);
    sentinel.setTimeout(redis.getTimeout());
    sentinel.setClientName(redis.getClientName());
    String user = options.text("sentinel_user").orElse("default");
    options
        .text("sentinel_password")
        .map(password -> new StaticCredentialsProvider(user, password.toCharArray()))
        .ifPresent(sentinel::setCredentialsProvider);
    return sentinel;
  }

  private static BrokerException badUri() {
    return BrokerException.badConfig("broker URI must be " + FORMS);
  }
}
