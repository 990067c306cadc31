package io.sidecast.broker.kafka;

import static java.util.stream.Collectors.toSet;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConfirmationBatches;
import io.sidecast.broker.connection.ConnectionListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
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
  private final CompletableFuture<BrokerConnection> opened = new CompletableFuture<>();
  private final ConnectionListener listener;

  /** The subscriptions whose partitions have no known end offset yet, by channel. */
  private final Map<String, Subscribing> subscribing = new HashMap<>();

  private final ConfirmationBatches<Subscribing> confirmations;
  private volatile boolean closed;

  /** A subscription until its confirmation or removal; compared by identity. */
  private static final class Subscribing {

    private final String channel;

    private Subscribing(String channel) {
      this.channel = channel;
    }
  }

  /** Creates the clients. The offsets of the factory belong to the topics of this connection. */
  KafkaConnection(KafkaConnectionFactory factory, KafkaAdmin admin, ConnectionListener listener) {
    this.options = factory.options();
    this.loop = factory.loop();
    this.offsets = factory.offsets();
    this.topics = offsets.topics();
    this.admin = admin;
    this.listener = listener;
    this.producer = options.clients().producer();
    this.consumer = options.clients().consumer();
    this.monitor = new KafkaConnectionMonitor(consumer);
    this.confirmations = new ConfirmationBatches<>(listener, this::confirm);
  }

  /**
   * Begins to read. Completes when the consumer is connected and the producer has the metadata of
   * all topics.
   */
  CompletionStage<BrokerConnection> begin() {
    Set<TopicPartition> partitions = offsets.partitions();
    then(
        admin.beginnings(partitions).thenCombine(admin.ends(partitions), Map::entry),
        limits -> {
          offsets.startFrom(limits.getKey(), limits.getValue());
          read();
          turn();
        });
    return opened;
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
    return closed ? Optional.empty() : Optional.of(topics);
  }

  @Override
  public CompletableFuture<Position> publish(String channel, byte[] envelope) {
    var done = new CompletableFuture<Position>();
    try {
      TopicPartition to = topics.partitionOf(channel);
      producer.send(
          new ProducerRecord<>(to.topic(), to.partition(), KafkaTopics.keyOf(channel), envelope),
          (record, failure) -> {
            if (failure == null) {
              done.complete(
                  record.hasOffset()
                      ? new Position(topics.epochOf(to), record.offset())
                      : Position.NONE);
            } else {
              fail(done, failure);
            }
          });
    } catch (Throwable rejected) {
      fail(done, rejected);
    }
    return done;
  }

  @Override
  public CompletionStage<Void> subscribe(String channel) {
    return confirmations.add(subscribing.computeIfAbsent(channel, Subscribing::new));
  }

  @Override
  public CompletionStage<Void> unsubscribe(String channel) {
    subscribing.remove(channel);
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
  public CompletionStage<Void> close() {
    closed = true;
    subscribing.clear();
    closeQuietly(() -> producer.close(Duration.ZERO));
    closeQuietly(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    closeQuietly(admin::close);
    return CompletableFuture.completedStage(null);
  }

  /** Receives records, and runs again after the tasks that wait. */
  private void turn() {
    if (closed) {
      return;
    }
    try {
      offsets.deliver(loop.poll(consumer, opened.isDone() ? LONGEST_POLL : SHORT_POLL), listener);
      if (opened.isDone()) {
        monitor.lost().ifPresent(how -> listener.ended(unavailable("lost Kafka at %s: %s", how)));
      } else if (isReady()) {
        opened.complete(this);
      }
      loop.execute(this::turn);
    } catch (Throwable failure) {
      listener.ended(failure);
    }
  }

  /** Starts to read channels at the present ends of their partitions. */
  private CompletionStage<Void> confirm(List<Subscribing> batch) {
    return admin
        .ends(batch.stream().map(each -> topics.partitionOf(each.channel)).collect(toSet()))
        .thenAccept(
            ends -> {
              batch.stream()
                  .filter(each -> subscribing.remove(each.channel, each))
                  .forEach(each -> offsets.add(each.channel, ends));
              read();
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

  /** Fails a publish, and ends this connection if the failure concerns others too. */
  private void fail(CompletableFuture<Position> publish, Throwable failure) {
    BrokerException reason = KafkaErrors.of(failure, options);
    publish.completeExceptionally(reason);
    if (!CONCERNS_ONE_PUBLISH.contains(reason.kind())) {
      listener.ended(reason);
    }
  }

  /** Continues with an answer unless this connection is closed, and ends it on a failure. */
  private <T> void then(CompletionStage<T> asked, Consumer<T> action) {
    asked
        .thenAccept(
            answer -> {
              if (!closed) {
                action.accept(answer);
              }
            })
        .exceptionally(
            failure -> {
              listener.ended(failure);
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
