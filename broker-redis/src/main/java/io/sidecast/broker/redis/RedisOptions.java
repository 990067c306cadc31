package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerOptions;
import java.io.File;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a Redis broker. Immutable.
 *
 * @param address the servers and the login
 * @param tlsCa the file of trusted certificates; empty for those of the JVM
 * @param prefix the first part of every channel's name
 * @param timeout the maximum time to wait for a connection and for each reply
 * @param pingInterval the interval of pings
 * @param maxEnvelopeBytes the size of the largest envelope in bytes
 * @param log the bounds of the logs of the channels; empty without logs
 */
record RedisOptions(
    RedisAddress address,
    Optional<File> tlsCa,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    int maxEnvelopeBytes,
    Optional<RedisLogBounds> log) {

  /**
   * Reads the URI and the settings.
   *
   * @throws io.sidecast.broker.BrokerException of kind {@code BAD_CONFIG}
   */
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
        options.positive("max_envelope_bytes", 4 << 20),
        RedisLogBounds.of(options));
  }

  /** Returns whether to use sharded pub/sub, where every channel belongs to one shard. */
  boolean sharded() {
    return address.topology() == RedisAddress.Topology.CLUSTER;
  }
}
