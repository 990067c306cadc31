package io.sidecast.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The three topics as they exist in Kafka, one of each kind of channel. A channel {@code room.17}
 * consists of the last word of its topic's name and the key of its records. Immutable.
 *
 * @param prefix the first part of every topic's name, with the dot after it
 * @param byName the topics
 */
record KafkaTopics(String prefix, Map<String, Topic> byName) {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** The value before the first connection. */
  static final KafkaTopics NONE = new KafkaTopics("", Map.of());

  /**
   * A topic.
   *
   * @param epoch Kafka's id of the topic, which changes when the topic is deleted and created again
   */
  record Topic(String name, String epoch, int partitions) {}

  static KafkaTopics of(KafkaOptions options, List<Topic> topics) {
    return new KafkaTopics(
        options.prefix() + '.',
        topics.stream().collect(Collectors.toMap(Topic::name, Function.identity())));
  }

  /** Returns the partition of a channel, by the number that is its name or by its name's hash. */
  TopicPartition partitionOf(String channel) {
    int dot = channel.indexOf('.');
    String key = channel.substring(dot + 1);
    Topic topic = topic(prefix + channel.substring(0, dot));
    int number = NUMBER.matcher(key).matches() ? Integer.parseInt(key) : key.hashCode();
    return new TopicPartition(topic.name(), Math.floorMod(number, topic.partitions()));
  }

  /** Returns the key of the records of a channel. */
  static byte[] keyOf(String channel) {
    return channel.substring(channel.indexOf('.') + 1).getBytes(US_ASCII);
  }

  /** Returns the channel of the records with this key. */
  String channelOf(String topic, byte[] key) {
    return topic.substring(prefix.length()) + '.' + new String(key, US_ASCII);
  }

  /** Returns the broadcast partition, which every node reads. */
  TopicPartition home() {
    return new TopicPartition(topic(prefix + "broadcast").name(), 0);
  }

  int roomPartitions() {
    return topic(prefix + "room").partitions();
  }

  /** Returns the epoch of a partition's topic, empty for an unknown topic. */
  String epochOf(TopicPartition partition) {
    Topic topic = byName.get(partition.topic());
    return topic == null ? "" : topic.epoch();
  }

  private Topic topic(String name) {
    return Objects.requireNonNull(byName.get(name));
  }
}
