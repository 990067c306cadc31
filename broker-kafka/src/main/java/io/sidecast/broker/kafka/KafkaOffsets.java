package io.sidecast.broker.kafka;

import io.sidecast.broker.Position;
import io.sidecast.broker.connection.ConnectionListener;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first offset of each subscribed channel, and the next offset of each partition. They survive
 * a reconnect, so that messages published in the meantime are still delivered. Confined to the
 * loop.
 */
final class KafkaOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaOffsets.class);

  /** The first offset to deliver, by channel. */
  private final Map<String, Long> first = new HashMap<>();

  /** The next offset to read, by partition. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private KafkaTopics topics = KafkaTopics.NONE;

  KafkaTopics topics() {
    return topics;
  }

  /** Returns the partitions of the subscribed channels, and the one that every node reads. */
  Set<TopicPartition> partitions() {
    Set<TopicPartition> all =
        first.keySet().stream()
            .map(topics::partitionOf)
            .collect(Collectors.toCollection(HashSet::new));
    all.add(topics.home());
    return all;
  }

  /** Returns the next offset of each partition. */
  Map<TopicPartition, Long> positions() {
    return Map.copyOf(next);
  }

  /** Subscribes to a channel from the end of its partition, unless it is subscribed already. */
  void add(String channel, Map<TopicPartition, Long> ends) {
    TopicPartition partition = topics.partitionOf(channel);
    long end = Objects.requireNonNull(ends.get(partition));
    first.putIfAbsent(channel, end);
    next.putIfAbsent(partition, end);
  }

  void remove(String channel) {
    first.remove(channel);
    next.keySet().retainAll(partitions());
  }

  /**
   * Adopts the topics of a new connection, and keeps only these channels. A channel that moved to
   * another partition continues at that partition's next offset, or at its end if the partition was
   * not read before. In a topic that was deleted and created again every channel starts at the
   * beginning.
   */
  void moveTo(KafkaTopics others, Collection<String> channels) {
    KafkaTopics before = topics;
    topics = others;
    first.keySet().retainAll(channels);
    first.replaceAll(
        (channel, offset) -> {
          TopicPartition partition = others.partitionOf(channel);
          return partition.equals(before.partitionOf(channel)) && isSame(partition, before)
              ? offset
              : 0;
        });
    next.keySet().retainAll(partitions());
    next.replaceAll((partition, offset) -> isSame(partition, before) ? offset : 0);
  }

  private boolean isSame(TopicPartition partition, KafkaTopics before) {
    return topics.epochOf(partition).equals(before.epochOf(partition));
  }

  /**
   * Starts unread partitions at their ends, and limits all others to the records that exist. Logs
   * the number of records that were deleted unread.
   */
  void startFrom(Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
    long[] skipped = {0};
    ends.forEach((partition, end) -> next.merge(partition, end, Math::min));
    beginnings.forEach(
        (partition, beginning) ->
            next.computeIfPresent(
                partition,
                (any, offset) -> {
                  skipped[0] += Math.max(0, beginning - offset);
                  return Math.max(beginning, offset);
                }));
    if (skipped[0] > 0) {
      LOG.warn(
          "Kafka deleted {} records before they were read: raise the retention of the topics {}*",
          skipped[0],
          topics.prefix());
    }
  }

  /** Delivers records. If the listener throws, the next read starts after the last delivery. */
  void deliver(ConsumerRecords<byte[], byte[]> records, ConnectionListener listener) {
    for (TopicPartition partition : records.partitions()) {
      deliver(partition, records.records(partition), listener);
    }
  }

  /** Delivers the records of one partition. Looks a channel up once for adjacent records of it. */
  private void deliver(
      TopicPartition partition,
      List<ConsumerRecord<byte[], byte[]>> records,
      ConnectionListener listener) {
    String epoch = topics.epochOf(partition);
    byte[] key = null;
    String channel = "";
    long from = Long.MAX_VALUE;
    long reached = 0;
    try {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        reached = record.offset() + 1;
        if (record.key() == null || record.value() == null) {
          continue;
        }
        if (!Arrays.equals(key, record.key())) {
          key = record.key();
          channel = topics.channelOf(partition.topic(), key);
          from = first.getOrDefault(channel, Long.MAX_VALUE);
        }
        if (record.offset() >= from) {
          listener.received(channel, record.value(), new Position(epoch, record.offset()));
        }
      }
    } finally {
      if (reached > 0) {
        next.replace(partition, reached);
      }
    }
  }
}
