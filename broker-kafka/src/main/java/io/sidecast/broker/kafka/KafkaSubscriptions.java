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
 * The receiver's thread only. The live channels, from where each hears, and how far each partition
 * has been read. It outlives a lost connection, so nothing that others publish meanwhile is missed.
 */
final class KafkaSubscriptions {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSubscriptions.class);

  /** A live channel hears the records of its name from an offset on. */
  private record Live(Channel channel, long from) {}

  private final Map<TopicPartition, Map<String, Live>> live = new HashMap<>();

  /** The offset that comes next. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private KafkaTopics topics = KafkaTopics.NONE;

  /** The partitions to read: those of the live channels, and the one that all nodes read. */
  Set<TopicPartition> partitions() {
    var all = new HashSet<>(live.keySet());
    all.add(topics.home());
    return all;
  }

  /** Where to read on. */
  Map<TopicPartition, Long> positions() {
    return Map.copyOf(next);
  }

  int channels() {
    return live.values().stream().mapToInt(Map::size).sum();
  }

  /** These channels hear from the given ends of their partitions on, unless they do already. */
  void add(Collection<Channel> channels, Map<TopicPartition, Long> ends) {
    for (Channel channel : channels) {
      TopicPartition partition = topics.partitionOf(channel);
      long end = Objects.requireNonNull(ends.get(partition));
      live.computeIfAbsent(partition, any -> new HashMap<>())
          .putIfAbsent(channel.name(), new Live(channel, end));
      next.putIfAbsent(partition, end);
    }
  }

  void remove(Channel channel) {
    TopicPartition partition = topics.partitionOf(channel);
    live.computeIfPresent(
        partition,
        (any, here) -> {
          here.remove(channel.name());
          return here.isEmpty() ? null : here;
        });
    next.keySet().retainAll(partitions());
  }

  /**
   * Reads on in these topics. They are the same as before, or have other partitions now (then a
   * channel that has moved goes on at the end), or were made anew (then at the beginning).
   */
  void moveTo(KafkaTopics others) {
    KafkaTopics before = topics;
    List<Live> all = live.values().stream().flatMap(here -> here.values().stream()).toList();
    topics = others;
    live.clear();
    for (Live each : all) {
      TopicPartition partition = others.partitionOf(each.channel);
      boolean same =
          partition.equals(before.partitionOf(each.channel)) && isSame(partition, before);
      live.computeIfAbsent(partition, any -> new HashMap<>())
          .put(each.channel.name(), same ? each : new Live(each.channel, 0));
    }
    next.keySet().retainAll(partitions());
    next.replaceAll((partition, offset) -> isSame(partition, before) ? offset : 0);
  }

  private boolean isSame(TopicPartition partition, KafkaTopics before) {
    return topics.epochOf(partition).equals(before.epochOf(partition));
  }

  /** Partitions of which nothing was read begin at their ends; none goes on beyond its end. */
  void startFrom(Map<TopicPartition, Long> ends) {
    ends.forEach((partition, end) -> next.merge(partition, end, Math::min));
  }

  /** Reads on from later offsets; returns how many records were skipped. */
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
      Map<String, Live> here = live.getOrDefault(partition, Map.of());
      String epoch = topics.epochOf(partition);
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        next.replace(partition, record.offset() + 1);
        Live to = record.key() == null ? null : here.get(new String(record.key(), US_ASCII));
        if (to != null && record.value() != null && record.offset() >= to.from) {
          deliver(to.channel, record, new Position(epoch, record.offset()), listener);
        }
      }
    }
  }

  /** An exception or error of the listener, which should throw none, concerns this record only. */
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
      LOG.error("the listener failed to take a message on {}", channel, failure);
    } catch (Throwable unreported) {
      // The log fails for the same reason as the listener did: no memory, or no stack.
    }
  }
}
