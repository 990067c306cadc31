package io.sidecast.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer, a consumer and an admin client, opened and closed as a group. A connection that has
 * ended is not reopened, and the records that its producer had not sent are discarded. Confined to
 * the receiver's thread, which it may block, except {@link #publish} and {@link #wakeup}, which are
 * thread-safe.
 */
final class KafkaConnection {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(20);

  private static final Set<Kind> CONCERNS_ONE_PUBLISH =
      Set.of(Kind.TOO_LARGE, Kind.REFUSED, Kind.UNAVAILABLE);

  private final KafkaOptions options;
  private final KafkaTopics topics;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final KafkaConnectionMonitor monitor;
  private final AtomicLong publishes = new AtomicLong();

  /** The unconfirmed publishes by their numbers. */
  private final Map<Long, CompletableFuture<Position>> unconfirmed = new ConcurrentHashMap<>();

  private long asked = System.nanoTime();

  /** The reason why this connection must end, null while it is healthy. */
  private volatile @Nullable BrokerException trouble;

  private KafkaConnection(KafkaOptions options, KafkaTopics topics, Admin admin) {
    this.options = options;
    this.topics = topics;
    this.admin = admin;
    this.producer = options.clients().producer();
    this.consumer = options.clients().consumer();
    this.monitor = new KafkaConnectionMonitor(consumer);
  }

  /**
   * Finds or creates the topics, and creates the other clients. They come last, because a producer
   * that waits for its first connection cannot be closed. Closes the admin client on a failure.
   */
  static KafkaConnection open(KafkaOptions options, Admin admin, Deadline deadline)
      throws InterruptedException {
    try {
      return new KafkaConnection(options, KafkaTopics.ensure(admin, options, deadline), admin);
    } catch (Throwable failure) {
      closeQuietly(() -> admin.close(Duration.ZERO));
      throw failure;
    }
  }

  KafkaTopics topics() {
    return topics;
  }

  /** Returns the end offsets of these partitions: the offsets of their next records. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, Deadline deadline)
      throws InterruptedException {
    return offsets(partitions, OffsetSpec.latest(), deadline);
  }

  /** Returns the offsets of the first records that Kafka still keeps. */
  Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions)
      throws InterruptedException {
    return offsets(partitions, OffsetSpec.earliest(), Deadline.in(options.timeout()));
  }

  /**
   * Requests offsets from the leaders of the partitions. Uses the admin client, because the
   * consumer's connection is occupied by a fetch. Retries while a Kafka broker has no metadata of a
   * new topic.
   */
  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which, Deadline deadline)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(partition -> partition, any -> which));
    while (true) {
      try {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        deadline
            .await(admin.listOffsets(asked).all())
            .forEach((partition, answer) -> offsets.put(partition, answer.offset()));
        return offsets;
      } catch (ExecutionException failure) {
        if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw KafkaErrors.of(failure, options);
        }
        deadline.pause(RETRY_PAUSE);
      }
    }
  }

  /** Assigns exactly these partitions. Partitions that were assigned before keep their position. */
  void read(Map<TopicPartition, Long> positions) {
    Set<TopicPartition> before = Set.copyOf(consumer.assignment());
    if (!before.equals(positions.keySet())) {
      consumer.assign(positions.keySet());
      positions.forEach(
          (partition, offset) -> {
            if (!before.contains(partition)) {
              consumer.seek(partition, offset);
            }
          });
    }
  }

  /** Moves the positions of assigned partitions. */
  void seek(Map<TopicPartition, Long> positions) {
    positions.forEach(consumer::seek);
  }

  ConsumerRecords<byte[], byte[]> poll(Duration longest) {
    return consumer.poll(longest);
  }

  /** Interrupts a blocked poll. Thread-safe. */
  void wakeup() {
    consumer.wakeup();
  }

  /**
   * Returns whether the consumer is connected and the producer has the metadata of all topics. The
   * producer never blocks for metadata, so a publish would fail before.
   */
  boolean isReady() {
    return monitor.isConnected()
        && Stream.of(Channel.Kind.values()).allMatch(kind -> partitions(kind) > 0);
  }

  /**
   * Checks the health of this connection. Requests offsets from the leaders of all partitions once
   * in every ping interval.
   *
   * @throws BrokerException if the connection must be replaced
   */
  void check() throws InterruptedException {
    BrokerException known = trouble;
    if (known != null) {
      throw known;
    }
    monitor
        .lost()
        .ifPresent(
            how -> {
              String message = "lost Kafka at " + options.address() + ": " + how;
              throw new BrokerException(Kind.UNAVAILABLE, message);
            });
    if (System.nanoTime() - asked > options.pingInterval().toNanos()) {
      ends(consumer.assignment(), Deadline.in(options.timeout()));
      requireSamePartitions();
      asked = System.nanoTime();
    }
  }

  /** Publishes a record; completes when Kafka has accepted it. Thread-safe; never blocks. */
  CompletableFuture<Position> publish(Channel channel, byte[] envelope) {
    var done = new CompletableFuture<Position>();
    long number = publishes.incrementAndGet();
    unconfirmed.put(number, done);
    BrokerException known = trouble;
    if (known != null) {
      settle(number, null, known);
      return done;
    }
    TopicPartition to = topics.partitionOf(channel);
    byte[] key = channel.name().getBytes(US_ASCII);
    try {
      producer.send(
          new ProducerRecord<>(to.topic(), to.partition(), key, envelope),
          (metadata, failure) -> settle(number, metadata, failure));
    } catch (Throwable rejected) {
      settle(number, null, rejected);
    }
    return done;
  }

  /** Closes the clients and fails all unconfirmed publishes for this reason. */
  void end(BrokerException reason) {
    trouble = reason;
    unconfirmed.values().forEach(done -> done.completeExceptionally(reason));
    unconfirmed.clear();
    closeQuietly(() -> producer.close(Duration.ZERO));
    closeQuietly(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    closeQuietly(() -> admin.close(Duration.ZERO));
  }

  private void settle(long number, @Nullable RecordMetadata record, @Nullable Throwable failure) {
    CompletableFuture<Position> done = unconfirmed.remove(number);
    if (done == null) {
      return;
    }
    if (failure == null && record != null) {
      String epoch = topics.epochOf(new TopicPartition(record.topic(), record.partition()));
      done.complete(record.hasOffset() ? new Position(epoch, record.offset()) : Position.NONE);
    } else if (failure != null) {
      BrokerException why = KafkaErrors.of(failure, options);
      done.completeExceptionally(why);
      if (trouble == null && !CONCERNS_ONE_PUBLISH.contains(why.kind())) {
        trouble = why;
      }
    }
  }

  /** Returns the number of partitions in the producer's metadata, 0 without metadata. */
  private int partitions(Channel.Kind kind) {
    try {
      return producer.partitionsFor(topics.topic(kind).name()).size();
    } catch (TimeoutException notYet) {
      return 0;
    }
  }

  /** Checks the partition counts: nodes with different counts use different partitions. */
  private void requireSamePartitions() {
    for (Channel.Kind kind : Channel.Kind.values()) {
      KafkaTopics.Topic topic = topics.topic(kind);
      int now = partitions(kind);
      if (now != topic.partitions()) {
        String message = "topic %s now has %d partitions, not %d: reconnecting";
        throw new BrokerException(
            Kind.UNAVAILABLE, message.formatted(topic.name(), now, topic.partitions()));
      }
    }
  }

  /**
   * Closes a client and ignores its failure, after which the other clients must be closed too.
   * Clears the interrupt first, because close blocks.
   */
  private static void closeQuietly(Runnable closing) {
    Thread.interrupted();
    try {
      closing.run();
    } catch (RuntimeException | Error failed) {
      LOG.debug("a client of Kafka failed to close", failed);
    }
  }
}
