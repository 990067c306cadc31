package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Immutable; any thread. Everything the user can set, except what only the client library reads:
 * that is in {@link KafkaClients}.
 *
 * @param address hosts and ports, for messages; never a password
 * @param prefix the first part of every topic's name
 * @param timeout how long to wait for a connection and for each answer
 * @param pingInterval how often the partitions in use are asked for a sign of life
 * @param maxEnvelopeBytes the largest envelope
 * @param topics how topics are made that do not exist
 * @param clients the settings of the client library
 */
record KafkaOptions(
    String address,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    int maxEnvelopeBytes,
    NewTopics topics,
    KafkaClients clients) {

  /** How topics are made that do not exist; those that do stay as they are. */
  record NewTopics(
      int nodePartitions,
      int roomPartitions,
      Optional<Short> replication,
      Map<String, String> settings) {

    int partitions(Channel.Kind kind) {
      return switch (kind) {
        case BROADCAST -> 1;
        case NODE -> nodePartitions;
        case ROOM -> roomPartitions;
      };
    }
  }

  /** Reads the URI and the settings; fails with {@code BAD_CONFIG} and advice. */
  static KafkaOptions of(BrokerConfig config) {
    return BrokerOptions.read(config, options -> of(config, options));
  }

  private static KafkaOptions of(BrokerConfig config, BrokerOptions options) {
    Duration timeout = options.duration("command_timeout", config.timeout());
    int maxEnvelopeBytes = options.positive("max_envelope_bytes", 4 << 20);
    var server = KafkaServer.of(config.uri());
    Duration pingInterval = options.duration("ping_interval", Duration.ofSeconds(5));
    var limits = new KafkaClients.Limits(timeout, pingInterval, maxEnvelopeBytes);
    return new KafkaOptions(
        server.address().toString(),
        config.prefix(),
        timeout,
        pingInterval,
        maxEnvelopeBytes,
        newTopics(options, maxEnvelopeBytes),
        KafkaClients.of(server, options, limits));
  }

  /** Short and small: the log is there for nodes that were cut off for a moment. */
  private static NewTopics newTopics(BrokerOptions options, int maxEnvelopeBytes) {
    long retention = options.duration("retention", Duration.ofMinutes(10)).toMillis();
    int bytes = options.positive("retention_bytes", 32 << 20);
    int segment = Math.max(1 << 20, bytes / 4);
    return new NewTopics(
        options.positive("node_partitions", 16),
        options.positive("room_partitions", 32),
        options.text("replication").map(any -> (short) options.positive("replication", 1)),
        Map.of(
            "cleanup.policy", "delete",
            "retention.ms", Long.toString(retention),
            "retention.bytes", Integer.toString(bytes),
            "segment.ms", Long.toString(Math.max(1, retention / 2)),
            "segment.bytes", Integer.toString(segment),
            "segment.index.bytes", Integer.toString(Math.max(1 << 16, segment / 128)),
            "max.message.bytes", Integer.toString(KafkaClients.recordBytes(maxEnvelopeBytes))));
  }
}
