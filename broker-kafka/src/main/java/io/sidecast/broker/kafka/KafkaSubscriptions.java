package io.sidecast.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscribed channels, the first offset of each, and the next offset of each partition. The
 * offsets survive a reconnect, so that messages published in the meantime are still delivered.
 * Confined to the receiver's thread.
 */
final class KafkaSubscriptions {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSubscriptions.class);

  /**
   * A subscription.
   *
   * @param from the first offset to deliver
   */
  private record Subscription(Channel channel, long from) {}

  private final Map<TopicPartition, Map<String, Subscription>> subscriptions = new HashMap<>();

  /** The next offset to read, by partition. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private KafkaTopics topics = KafkaTopics.NONE;

  /** Returns the partitions of the subscribed channels, and the one that every node reads. */
  Set<TopicPartition> partitions() {
    var all = new HashSet<>(subscriptions.keySet());
    all.add(topics.home());
    return all;
  }

  /** Returns the next offset of each partition. */
  Map<TopicPartition, Long> positions() {
    return Map.copyOf(next);
  }

  int channels() {
    return subscriptions.values().stream().mapToInt(Map::size).sum();
  }

  /** Subscribes to channels from the given end offsets, unless they are subscribed already. */
  void add(Collection<Channel> channels, Map<TopicPartition, Long> ends) {
    for (Channel channel : channels) {
      TopicPartition partition = topics.partitionOf(channel);
      long end = Objects.requireNonNull(ends.get(partition));
      subscriptions
          .computeIfAbsent(partition, any -> new HashMap<>())
          .putIfAbsent(channel.name(), new Subscription(channel, end));
      next.putIfAbsent(partition, end);
    }
  }

  void remove(Channel channel) {
    TopicPartition partition = topics.partitionOf(channel);
    subscriptions.computeIfPresent(
        partition,
        (any, here) -> {
          here.remove(channel.name());
          return here.isEmpty() ? null : here;
        });
    next.keySet().retainAll(partitions());
  }

  /**
   * Adopts the topics of a new connection. A channel that moved to another partition continues at
   * that partition's next offset, or at its end if the partition was not read before. In a topic
   * that was deleted and created again every channel starts at the beginning.
   */
  void moveTo(KafkaTopics others) {
    KafkaTopics before = topics;
    List<Subscription> all =
        subscriptions.values().stream().flatMap(here -> here.values().stream()).toList();
    topics = others;
    subscriptions.clear();
    for (Subscription each : all) {
      TopicPartition partition = others.partitionOf(each.channel);
      boolean same =
          partition.equals(before.partitionOf(each.channel)) && isSame(partition, before);
      subscriptions
          .computeIfAbsent(partition, any -> new HashMap<>())
          .put(each.channel.name(), same ? each : new Subscription(each.channel, 0));
    }
    next.keySet().retainAll(partitions());
    next.replaceAll((partition, offset) -> isSame(partition, before) ? offset : 0);
  }

  private boolean isSame(TopicPartition partition, KafkaTopics before) {
    return topics.epochOf(partition).equals(before.epochOf(partition));
  }

  /** Starts unread partitions at their end offsets, and limits all others to their end offsets. */
  void startFrom(Map<TopicPartition, Long> ends) {
    ends.forEach((partition, end) -> next.merge(partition, end, Math::min));
  }

  /** Moves partitions to later offsets; returns the number of skipped records. */
  long skipTo(Map<TopicPartition, Long> starts) {
    long skipped = 0;
    for (var start : starts.entrySet()) {
      long from = next.getOrDefault(start.getKey(), start.getValue());
      skipped += Math.max(0, start.getValue() - from);
      next.put(start.getKey(), start.getValue());
    }
    return skipped;
  }

  void deliver(ConsumerRecords<byte[], byte[]> records, BrokerListener listener) {
    for (TopicPartition partition : records.partitions()) {
      Map<String, Subscription> here = subscriptions.getOrDefault(partition, Map.of());
      String epoch = topics.epochOf(partition);
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        next.replace(partition, record.offset() + 1);
        Subscription to =
            record.key() == null ? null : here.get(new String(record.key(), US_ASCII));
        if (to != null && record.value() != null && record.offset() >= to.from) {
          deliver(to.channel, record, new Position(epoch, record.offset()), listener);
        }
      }
    }
  }

  /** Delivers a record. Logs a throwable of the listener and continues. */
  private static void deliver(
      Channel channel,
      ConsumerRecord<byte[], byte[]> record,
      Position position,
      BrokerListener listener) {
    try {
      listener.onMessage(channel, record.value(), position);
    } catch (Throwable failure) {
      report(channel, failure);
    }
  }

  private static void report(Channel channel, Throwable failure) {
    try {
      LOG.error("the broker listener threw on a message on {}", channel, failure);
    } catch (Throwable unreported) {
      // Logging fails for the same reason as the listener: no memory, or no stack.
    }
  }
}
