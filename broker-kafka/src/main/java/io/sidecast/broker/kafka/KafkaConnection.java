package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConnectionListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer, a consumer and an admin client, opened and closed as a group. The loop polls the
 * consumer until the end, at which the records that the producer had not sent are discarded.
 * Confined to the loop, except {@link #publish} and {@link #topics}, which are thread-safe.
 */
final class KafkaConnection implements BrokerConnection {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(25);
  private static final Duration SHORT_POLL = Duration.ofMillis(5);

  private static final Set<Kind> CONCERNS_ONE_PUBLISH =
      Set.of(Kind.TOO_LARGE, Kind.REFUSED, Kind.UNAVAILABLE);

  private final KafkaOptions options;
  private final KafkaLoop loop;
  private final KafkaOffsets offsets;
  private final KafkaTopics topics;
  private final KafkaAdmin admin;
  private final Producer<byte[], byte[]> producer;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final KafkaConnectionMonitor monitor;
  private final CompletableFuture<BrokerConnection> opened;
  private final ConnectionListener listener;
  private final AtomicLong publishes = new AtomicLong();

  /** The unconfirmed publishes by their numbers. */
  private final Map<Long, CompletableFuture<Position>> unconfirmed = new ConcurrentHashMap<>();

  /** The subscriptions whose partitions have no known end offset yet. */
  private final Map<String, CompletableFuture<Void>> subscribing = new HashMap<>();

  private volatile @Nullable BrokerException end;

  /**
   * An opening.
   *
   * @param opened the future of the connection, whose failure ends the opening
   * @param listener the listener of the connection
   */
  record Opening(CompletableFuture<BrokerConnection> opened, ConnectionListener listener) {}

  /** Creates the clients. The offsets of the factory belong to the topics of this connection. */
  KafkaConnection(KafkaConnectionFactory factory, KafkaAdmin admin, Opening opening) {
    this.options = factory.options();
    this.loop = factory.loop();
    this.offsets = factory.offsets();
    this.topics = offsets.topics();
    this.admin = admin;
    this.opened = opening.opened;
    this.listener = opening.listener;
    this.producer = options.clients().producer();
    this.consumer = options.clients().consumer();
    this.monitor = new KafkaConnectionMonitor(consumer);
  }

  /**
   * Begins to read. The connection is open when the consumer is connected and the producer has the
   * metadata of all topics.
   */
  void begin() {
    opened.exceptionally(
        failure -> {
          end(KafkaErrors.of(failure, options));
          return this;
        });
    Set<TopicPartition> partitions = offsets.partitions();
    then(
        admin.beginnings(partitions).thenCombine(admin.ends(partitions), Map::entry),
        limits -> {
          offsets.startFrom(limits.getKey(), limits.getValue());
          read();
          turn();
        });
  }

  @Override
  public String server() {
    return "Kafka at " + options.address();
  }

  @Override
  public int maxEnvelopeBytes() {
    return options.maxEnvelopeBytes();
  }

  @Override
  public OptionalInt roomChannels() {
    return OptionalInt.of(topics.roomPartitions());
  }

  /** Returns the topics, empty after the end. */
  Optional<KafkaTopics> topics() {
    return end == null ? Optional.of(topics) : Optional.empty();
  }

  @Override
  public CompletableFuture<Position> publish(String channel, byte[] envelope) {
    var done = new CompletableFuture<Position>();
    long number = publishes.incrementAndGet();
    unconfirmed.put(number, done);
    try {
      if (end != null) {
        throw end;
      }
      TopicPartition to = topics.partitionOf(channel);
      producer.send(
          new ProducerRecord<>(to.topic(), to.partition(), KafkaTopics.keyOf(channel), envelope),
          (record, failure) -> settle(number, record, failure));
    } catch (Throwable rejected) {
      settle(number, null, rejected);
    }
    return done;
  }

  @Override
  public CompletionStage<Void> subscribe(String channel) {
    if (subscribing.isEmpty()) {
      loop.execute(this::confirm);
    }
    return subscribing.computeIfAbsent(channel, any -> new CompletableFuture<>());
  }

  @Override
  public CompletionStage<Void> unsubscribe(String channel) {
    CompletableFuture<Void> waiting = subscribing.remove(channel);
    if (waiting != null) {
      waiting.complete(null);
    }
    offsets.remove(channel);
    then(CompletableFuture.completedStage(channel), removed -> read());
    return CompletableFuture.completedStage(null);
  }

  /** Requests offsets from the leaders of all partitions. */
  @Override
  public void check() {
    then(admin.ends(consumer.assignment()), answered -> requireSamePartitions());
  }

  @Override
  public CompletionStage<Void> end(BrokerException reason) {
    if (end == null) {
      end = reason;
      unconfirmed.values().forEach(done -> done.completeExceptionally(reason));
      subscribing.values().forEach(done -> done.completeExceptionally(reason));
      closeQuietly(() -> producer.close(Duration.ZERO));
      closeQuietly(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
      closeQuietly(admin::close);
      opened.completeExceptionally(reason);
      listener.ended(reason);
    }
    return CompletableFuture.completedStage(null);
  }

  /** Receives records, and runs again after the tasks that wait. */
  private void turn() {
    if (end != null) {
      return;
    }
    try {
      offsets.deliver(loop.poll(consumer, opened.isDone() ? LONGEST_POLL : SHORT_POLL), listener);
      if (opened.isDone()) {
        monitor.lost().ifPresent(how -> end(unavailable("lost Kafka at %s: %s", how)));
      } else if (isReady()) {
        opened.complete(this);
      }
      loop.execute(this::turn);
    } catch (Throwable failure) {
      end(KafkaErrors.of(failure, options));
    }
  }

  /** Confirms the waiting subscriptions with one request, and later ones with the next. */
  private void confirm() {
    var asked = new HashMap<>(subscribing);
    if (asked.isEmpty()) {
      return;
    }
    then(
        admin.ends(asked.keySet().stream().map(topics::partitionOf).collect(Collectors.toSet())),
        ends -> {
          asked.entrySet().removeIf(each -> subscribing.get(each.getKey()) != each.getValue());
          subscribing.keySet().removeAll(asked.keySet());
          asked.keySet().forEach(channel -> offsets.add(channel, ends));
          read();
          asked.values().forEach(done -> done.complete(null));
          confirm();
        });
  }

  /**
   * Assigns exactly the current partitions. Those that were assigned before keep their position.
   */
  private void read() {
    Map<TopicPartition, Long> positions = offsets.positions();
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

  /** A producer without metadata never blocks for it, so a publish would fail. */
  private boolean isReady() {
    return monitor.isConnected()
        && topics.byName().keySet().stream().allMatch(topic -> partitions(topic) > 0);
  }

  /** Checks the partition counts: nodes with different counts use different partitions. */
  private void requireSamePartitions() {
    topics
        .byName()
        .forEach(
            (name, topic) -> {
              if (partitions(name) != topic.partitions()) {
                String message = "Kafka at %s: the number of partitions of topic %s has changed";
                throw unavailable(message, name);
              }
            });
  }

  /** Returns the number of partitions in the producer's metadata, 0 without metadata. */
  private int partitions(String topic) {
    try {
      return producer.partitionsFor(topic).size();
    } catch (TimeoutException notYet) {
      return 0;
    }
  }

  private void settle(long number, @Nullable RecordMetadata record, @Nullable Throwable failure) {
    CompletableFuture<Position> done = unconfirmed.remove(number);
    if (done == null) {
      return;
    }
    if (record != null && failure == null) {
      String epoch = topics.epochOf(new TopicPartition(record.topic(), record.partition()));
      done.complete(record.hasOffset() ? new Position(epoch, record.offset()) : Position.NONE);
    } else if (failure != null) {
      BrokerException why = KafkaErrors.of(failure, options);
      done.completeExceptionally(why);
      if (!CONCERNS_ONE_PUBLISH.contains(why.kind())) {
        endSoon(why);
      }
    }
  }

  private void endSoon(BrokerException reason) {
    try {
      loop.execute(() -> end(reason));
    } catch (RejectedExecutionException over) {
      LOG.debug("the connection has ended already", reason);
    }
  }

  /** Continues with an answer, and ends this connection on a failure. */
  private <T> void then(CompletionStage<T> asked, Consumer<T> action) {
    asked
        .thenAccept(
            answer -> {
              if (end == null) {
                action.accept(answer);
              }
            })
        .exceptionally(
            failure -> {
              end(KafkaErrors.of(failure, options));
              return null;
            });
  }

  private BrokerException unavailable(String message, String detail) {
    return new BrokerException(Kind.UNAVAILABLE, message.formatted(options.address(), detail));
  }

  /** Closes a client and ignores its failure, after which the other clients must be closed too. */
  private static void closeQuietly(Runnable closing) {
    try {
      closing.run();
    } catch (RuntimeException | Error failed) {
      LOG.debug("a client of Kafka failed to close", failed);
    }
  }
}
