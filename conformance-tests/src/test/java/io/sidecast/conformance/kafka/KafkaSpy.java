package io.sidecast.conformance.kafka;

import io.sidecast.conformance.TestClient;
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
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads topics and record counts from Kafka with its administration client. Confined to the test
 * thread.
 */
final class KafkaSpy implements AutoCloseable {

  private final Admin admin;

  KafkaSpy(URI kafka) {
    admin = Admin.create(Map.of("bootstrap.servers", kafka.getAuthority(), "metric.reporters", ""));
  }

  /** Returns the names of all topics. */
  Set<String> topics() {
    return new TreeSet<>(get(admin.listTopics().names()));
  }

  /** Returns the number of partitions of each of these topics. */
  Map<String, Integer> partitions(Set<String> topics) {
    Map<String, TopicDescription> described = get(admin.describeTopics(topics).allTopicNames());
    return described.values().stream()
        .collect(Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
  }

  /**
   * Returns the number of records published to each partition of these topics since its creation.
   * Partitions without records are left out.
   */
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

  /** Creates a topic. */
  void create(String topic, int partitions) {
    var made = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    get(admin.createTopics(Set.of(made)).all());
  }

  /** Increases the number of partitions of a topic. */
  void grow(String topic, int partitions) {
    get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
  }

  /** Deletes topics. */
  void delete(Set<String> topics) {
    get(admin.deleteTopics(topics).all());
  }

  /** Returns the id of the leader of the first partition of a topic, -1 without a leader. */
  int leader(String topic) {
    Node leader =
        get(admin.describeTopics(Set.of(topic)).allTopicNames())
            .get(topic)
            .partitions()
            .get(0)
            .leader();
    return leader == null ? -1 : leader.id();
  }

  /** Makes the first replica of each partition its leader, once all of them are in sync. */
  void electPreferredLeaders() {
    get(admin.electLeaders(ElectionType.PREFERRED, null).all());
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
      return future.get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Kafka did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
