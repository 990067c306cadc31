package io.sidecast.broker.redis;

import static io.sidecast.broker.BrokerException.Kind.BAD_CONFIG;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Immutable; any thread. Where Redis is, and how to log in.
 *
 * @param topology how the servers belong together
 * @param servers those that the URI names: Redis itself, sentinels, or some nodes of a cluster
 * @param login a Redis server at no certain place: user, database, TLS and the like
 * @param master the name that the sentinels have for their master; empty without sentinels
 */
record RedisAddress(Topology topology, List<RedisURI> servers, RedisURI login, String master) {

  /** How servers belong together. */
  enum Topology {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  private static final Pattern HOST = Pattern.compile("\\[?([^\\[\\]]+?)]?(?::(\\d{1,5}))?");
  private static final String FORMS =
      "broker URI must be redis://[user:password@]host[:port][/database], or redis-sentinel: with"
          + " host,host and ?master=name, or redis-cluster: with host,host and no database";

  /** Reads a URI of a known scheme; fails with {@code BAD_CONFIG} and advice. */
  static RedisAddress of(URI uri, BrokerOptions options, Duration timeout) {
    String[] scheme = uri.getScheme().split("-", 2);
    Topology topology =
        scheme.length < 2
            ? Topology.STANDALONE
            : Topology.valueOf(scheme[1].toUpperCase(Locale.ROOT));
    String authority = String.valueOf(uri.getRawAuthority());
    int at = authority.lastIndexOf('@') + 1;
    String[] hosts = authority.substring(at).split(",", -1);
    String master =
        options.text("master").or(() -> Optional.ofNullable(uri.getFragment())).orElse("");
    try {
      String anywhere = scheme[0] + "://" + authority.substring(0, at) + "host" + uri.getRawPath();
      RedisURI login = RedisURI.create(anywhere);
      login.setTimeout(timeout);
      login.setClientName(options.text("client_name").orElse("sidecast"));
      login.setVerifyPeer(verify(options.text("tls_verify").orElse("full")));
      RedisURI asked = topology == Topology.SENTINEL ? sentinel(login, options) : login;
      var servers = Stream.of(hosts).map(host -> server(host, asked)).toList();
      if ((topology == Topology.STANDALONE && hosts.length > 1)
          || (topology == Topology.CLUSTER && login.getDatabase() > 0)
          || (topology == Topology.SENTINEL) == master.isEmpty()) {
        throw bad(FORMS);
      }
      return new RedisAddress(topology, servers, login, master);
    } catch (IllegalArgumentException malformed) {
      throw bad(FORMS);
    }
  }

  /** A Redis server at a place that was learnt. */
  RedisURI at(String host, int port) {
    return RedisURI.builder(login).withHost(host).withPort(port).build();
  }

  /** Hosts and ports; never the password. */
  @Override
  public String toString() {
    return servers.stream()
        .map(server -> server.getHost() + ':' + server.getPort())
        .collect(Collectors.joining(","));
  }

  private static RedisURI server(String text, RedisURI like) {
    Matcher host = HOST.matcher(text);
    if (!host.matches()) {
      throw bad(FORMS);
    }
    int port = host.group(2) == null ? like.getPort() : Integer.parseInt(host.group(2));
    return RedisURI.builder(like).withHost(host.group(1)).withPort(port).build();
  }

  /** A sentinel has users of its own, and no database. */
  private static RedisURI sentinel(RedisURI redis, BrokerOptions options) {
    RedisURI sentinel = RedisURI.create("host", RedisURI.DEFAULT_SENTINEL_PORT);
    sentinel.applySsl(redis);
    sentinel.setTimeout(redis.getTimeout());
    sentinel.setClientName(redis.getClientName());
    String user = options.text("sentinel_user").orElse("default");
    options
        .text("sentinel_password")
        .ifPresent(password -> sentinel.setAuthentication(user, password.toCharArray()));
    return sentinel;
  }

  private static SslVerifyMode verify(String text) {
    if (!Set.of("full", "ca", "none").contains(text)) {
      throw bad("broker setting 'tls_verify' must be full, ca or none, not " + text);
    }
    return SslVerifyMode.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static BrokerException bad(String message) {
    return new BrokerException(BAD_CONFIG, message);
  }
}
