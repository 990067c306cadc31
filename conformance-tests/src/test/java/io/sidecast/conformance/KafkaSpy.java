package io.sidecast.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The test thread only. What Kafka itself says, by its own administration client. */
final class KafkaSpy implements AutoCloseable {

  private final Admin admin;

  KafkaSpy(URI kafka) {
    admin = Admin.create(Map.of("bootstrap.servers", kafka.getAuthority(), "metric.reporters", ""));
  }

  /** The names of all topics. */
  Set<String> topics() {
    return new TreeSet<>(get(admin.listTopics().names()));
  }

  /** How many partitions each of these topics has. */
  Map<String, Integer> partitions(Set<String> topics) {
    Map<String, TopicDescription> described = get(admin.describeTopics(topics).allTopicNames());
    return described.values().stream()
        .collect(Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
  }

  /** How many records each partition of these topics has got since it was made; none: left out. */
  Map<String, Long> records(Set<String> topics) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions(topics)
        .forEach(
            (topic, count) -> {
              for (int i = 0; i < count; i++) {
                asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
              }
            });
    Map<TopicPartition, ListOffsetsResultInfo> ends = get(admin.listOffsets(asked).all());
    Map<String, Long> records = new TreeMap<>();
    ends.forEach((partition, end) -> records.put(partition.toString(), end.offset()));
    records.values().removeIf(Predicate.isEqual(0L));
    return records;
  }

  /** Makes a topic. */
  void create(String topic, int partitions) {
    var made = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    get(admin.createTopics(Set.of(made)).all());
  }

  /** Gives a topic more partitions. */
  void grow(String topic, int partitions) {
    get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
  }

  /** Deletes topics. */
  void delete(Set<String> topics) {
    get(admin.deleteTopics(topics).all());
  }

  /** Deletes the records of a topic. */
  void trim(String topic) {
    Map<TopicPartition, RecordsToDelete> all =
        records(Set.of(topic)).keySet().stream()
            .map(name -> new TopicPartition(topic, Integer.parseInt(name.replaceAll(".*-", ""))))
            .collect(Collectors.toMap(any -> any, any -> RecordsToDelete.beforeOffset(-1)));
    get(admin.deleteRecords(all).all());
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(TestClient.PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Kafka does not tell: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
