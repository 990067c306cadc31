package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerOptions;
import java.io.File;
import java.time.Duration;
import java.util.Optional;

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

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static RedisOptions of(BrokerConfig config) {
    return BrokerOptions.read(config, options -> of(config, options));
  }

  private static RedisOptions of(BrokerConfig config, BrokerOptions options) {
    Duration timeout = options.duration("command_timeout", config.timeout());
    return new RedisOptions(
        RedisAddress.of(config.uri(), options, timeout),
        options.file("tls_ca"),
        config.prefix(),
        timeout,
        options.duration("ping_interval", Duration.ofSeconds(5)),
        options.positive("max_envelope_bytes", 4 << 20));
  }

  /** Whether every channel lives in one shard only. */
  boolean sharded() {
    return address.topology() == RedisAddress.Topology.CLUSTER;
  }
}
