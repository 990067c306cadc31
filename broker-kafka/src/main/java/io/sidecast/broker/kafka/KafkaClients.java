package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates the clients of the Kafka library, with the settings on which this broker depends.
 * Immutable.
 */
final class KafkaClients {

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** More than the envelopes that {@code ReconnectingBroker} permits to be unconfirmed. */
  private static final long BUFFER_BYTES = 320 << 20;

  private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration UNLIMITED = Duration.ofDays(36_500);

  private final Map<String, Object> common;
  private final Map<String, Object> publishing;
  private final Map<String, Object> receiving;

  /**
   * The limits that the settings of the clients depend on.
   *
   * @param timeout the maximum time for a response
   * @param pingInterval the maximum age of metadata
   * @param maxEnvelopeBytes the size of the largest envelope in bytes
   */
  record Limits(Duration timeout, Duration pingInterval, int maxEnvelopeBytes) {}

  private KafkaClients(
      Map<String, Object> common, Map<String, Object> publishing, Map<String, Object> receiving) {
    this.common = common;
    this.publishing = publishing;
    this.receiving = receiving;
  }

  static KafkaClients of(KafkaServer server, BrokerOptions options, Limits limits) {
    return new KafkaClients(
        common(server, options, limits), publishing(options, limits), receiving(options, limits));
  }

  /** Returns the maximum size of a record: envelope, channel name and Kafka's overhead. */
  static int recordBytes(int envelopeBytes) {
    return (int) Math.min(Integer.MAX_VALUE, envelopeBytes + 1024L);
  }

  /** Loads the client library, with a consumer that connects to no server. */
  void load() {
    consumer().close(CloseOptions.timeout(Duration.ZERO));
  }

  /** Creates a producer whose calls never block; it fetches the metadata of topics by itself. */
  Producer<byte[], byte[]> producer() {
    var bytes = new ByteArraySerializer();
    return new KafkaProducer<>(with(publishing), bytes, bytes);
  }

  /** Creates a consumer without a group, without offset commits and without an offset reset. */
  Consumer<byte[], byte[]> consumer() {
    var bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(with(receiving), bytes, bytes);
  }

  Admin admin() {
    return Admin.create(with(Map.of()));
  }

  private Map<String, Object> with(Map<String, Object> more) {
    var all = new HashMap<>(common);
    all.putAll(more);
    all.compute("client.id", (key, name) -> name + "-" + COUNT.incrementAndGet());
    return all;
  }

  private static Map<String, Object> common(
      KafkaServer server, BrokerOptions options, Limits limits) {
    long connect = Math.min(limits.timeout.toMillis(), MAX_CONNECT_TIMEOUT.toMillis());
    var settings = new HashMap<>(KafkaSecurity.of(server, options));
    settings.put("bootstrap.servers", server.address().toString());
    settings.put("client.id", options.name("client_id", "sidecast"));
    settings.put("request.timeout.ms", millis(limits.timeout));
    settings.put("default.api.timeout.ms", millis(limits.timeout));
    settings.put("socket.connection.setup.timeout.ms", connect);
    settings.put("socket.connection.setup.timeout.max.ms", connect);
    settings.put("reconnect.backoff.max.ms", 500L);
    settings.put("metadata.max.age.ms", limits.pingInterval.toMillis());
    settings.put("metric.reporters", "");
    settings.put("enable.metrics.push", false);
    return Map.copyOf(settings);
  }

  private static Map<String, Object> publishing(BrokerOptions options, Limits limits) {
    Duration linger = options.duration("linger", Duration.ZERO);
    if (linger.compareTo(limits.timeout) >= 0) {
      throw BrokerException.badConfig(
          "broker setting 'linger' must be less than 'command_timeout'");
    }
    int record = recordBytes(limits.maxEnvelopeBytes);
    var settings = new HashMap<String, Object>();
    settings.put("linger.ms", linger.toMillis());
    settings.put("delivery.timeout.ms", millis(limits.timeout));
    settings.put("request.timeout.ms", millis(limits.timeout.minus(linger)));
    settings.put("max.block.ms", 0L);
    settings.put("metadata.max.idle.ms", UNLIMITED.toMillis());
    settings.put("max.request.size", record);
    settings.put("buffer.memory", Math.max(BUFFER_BYTES, 4L * record));
    settings.put(
        "compression.type", options.choice("compression", "none", "gzip", "snappy", "lz4", "zstd"));
    settings.putAll(acknowledgement(options.choice("acks", "all", "1")));
    return Map.copyOf(settings);
  }

  /** Permits retries only with idempotence, where Kafka detects duplicates. */
  private static Map<String, Object> acknowledgement(String acks) {
    return acks.equals("all")
        ? Map.of("acks", acks, "enable.idempotence", true)
        : Map.of("acks", acks, "enable.idempotence", false, "retries", 0);
  }

  private static Map<String, Object> receiving(BrokerOptions options, Limits limits) {
    Duration wait = options.duration("fetch_wait", Duration.ofMillis(50));
    return Map.of(
        "group.protocol",
        "classic",
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "none",
        "allow.auto.create.topics",
        false,
        "fetch.max.wait.ms",
        millis(wait),
        "request.timeout.ms",
        millis(limits.timeout.multipliedBy(2).plus(wait)));
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
  }
}
