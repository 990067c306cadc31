package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.io.File;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Immutable; any thread. Everything the user can set.
 *
 * @param address where Redis is, and how to log in
 * @param tlsCa the certificates to trust, if not those of the JVM
 * @param prefix the first part of every channel's name
 * @param timeout how long to wait for a connection and for each answer
 * @param pingInterval how often the connections are asked for a sign of life
 * @param maxEnvelopeBytes the largest envelope
 */
record RedisOptions(
    RedisAddress address,
    Optional<File> tlsCa,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    int maxEnvelopeBytes) {

  private static final Set<String> KEYS =
      Set.of(
          "command_timeout",
          "ping_interval",
          "max_envelope_bytes",
          "client_name",
          "tls_verify",
          "tls_ca",
          "master",
          "sentinel_user",
          "sentinel_password");

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static RedisOptions of(BrokerConfig config) {
    BrokerOptions options = BrokerOptions.of(config, KEYS);
    Duration timeout = options.duration("command_timeout", config.timeout());
    return new RedisOptions(
        RedisAddress.of(config.uri(), options, timeout),
        options.text("tls_ca").map(RedisOptions::readable),
        config.prefix(),
        timeout,
        options.duration("ping_interval", Duration.ofSeconds(5)),
        options.positive("max_envelope_bytes", 4 << 20));
  }

  /** Whether every channel lives in one shard only. */
  boolean sharded() {
    return address.topology() == RedisAddress.Topology.CLUSTER;
  }

  /** The name of a channel in Redis, for example {@code app:room:17}. */
  String nameOf(Channel channel) {
    return prefix + ':' + channel.kind().name().toLowerCase(Locale.ROOT) + ':' + channel.name();
  }

  private static File readable(String path) {
    var file = new File(path);
    if (!file.canRead()) {
      throw new BrokerException(
          BrokerException.Kind.BAD_CONFIG, "broker setting 'tls_ca' is no readable file: " + path);
    }
    return file;
  }
}
