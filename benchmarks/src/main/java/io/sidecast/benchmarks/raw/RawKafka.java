package io.sidecast.benchmarks.raw;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka client: one partition without a consumer group, read from its end; no linger time, and
 * acknowledgements of the leader. Thread-safe.
 */
final class RawKafka implements RawClient {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final String SERVERS = "bootstrap.servers";

  private final String servers;
  private final KafkaProducer<byte[], byte[]> producer;

  RawKafka(String uri) {
    URI address = URI.create(uri);
    this.servers = address.getHost() + ":" + address.getPort();
    this.producer =
        new KafkaProducer<>(
            Map.of(SERVERS, servers, "acks", "1", "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> arrived)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of(SERVERS, servers))) {
      admin.createTopics(List.of(new NewTopic(channel, 1, (short) 1))).all().get();
    }
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(SERVERS, servers, "fetch.max.wait.ms", "100"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions = List.of(new TopicPartition(channel, 0));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    var thread = new Thread(() -> poll(consumer, arrived), "raw-kafka");
    thread.setDaemon(true);
    thread.start();
  }

  private static void poll(KafkaConsumer<byte[], byte[]> consumer, Consumer<byte[]> arrived) {
    while (true) {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        arrived.accept(message.value());
      }
    }
  }

  @Override
  public void publish(String channel, byte[] message) {
    producer.send(new ProducerRecord<>(channel, message));
  }
}
