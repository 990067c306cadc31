package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerOptions;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The settings of a Kafka broker; {@link KafkaClients} has those of the client library. Immutable.
 *
 * @param server the hosts and ports, the login, and whether to use TLS
 * @param prefix the first part of every topic's name
 * @param timeout the maximum time to wait for a connection and for each response
 * @param pingInterval the interval of requests to the leaders of the assigned partitions
 * @param maxEnvelopeBytes the size of the largest envelope in bytes
 * @param topics the settings of new topics
 * @param clients the factory of the Kafka clients
 */
record KafkaOptions(
    KafkaServer server,
    String prefix,
    Duration timeout,
    Duration pingInterval,
    int maxEnvelopeBytes,
    NewTopics topics,
    KafkaClients clients) {

  /** The settings of topics that this broker creates; existing topics stay unchanged. */
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

  /** Returns the hosts and ports, for messages, without the login. */
  String address() {
    return server.address().toString();
  }

  /** Creates the probe of one attempt to connect, which takes a part of the timeout. */
  KafkaProbe probe() {
    return new KafkaProbe(server, timeout.dividedBy(4));
  }

  /** Returns the name of a topic, for example {@code app.room}. */
  String topicOf(Channel.Kind kind) {
    return prefix + '.' + kind.name().toLowerCase(Locale.ROOT);
  }

  NewTopic newTopic(Channel.Kind kind) {
    return new NewTopic(topicOf(kind), Optional.of(topics.partitions(kind)), topics.replication())
        .configs(topics.settings());
  }

  /**
   * Reads the URI and the settings.
   *
   * @throws io.sidecast.broker.BrokerException of kind {@code BAD_CONFIG}
   */
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
        server,
        config.prefix(),
        timeout,
        pingInterval,
        maxEnvelopeBytes,
        newTopics(options, maxEnvelopeBytes),
        KafkaClients.of(server, options, limits));
  }

  /** Keeps little by default: the log serves nodes that were disconnected for a short time. */
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
