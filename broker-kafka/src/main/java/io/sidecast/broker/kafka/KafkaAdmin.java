package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The requests for topics and offsets of one connection. They use the admin client, because the
 * consumer's connections are occupied by fetches. Stages settle on the loop. Thread-safe; no method
 * blocks, except {@link #close}.
 */
final class KafkaAdmin {

  private static final int RETRY_PAUSE_MILLIS = 20;

  private final KafkaOptions options;
  private final Executor loop;
  private final Executor later;
  private final Admin admin;
  private final BooleanSupplier opened;

  /**
   * Creates the client.
   *
   * @param opened returns whether the opening of the connection has ended, during which a Kafka
   *     broker may not have the metadata of a new topic yet
   */
  KafkaAdmin(KafkaOptions options, KafkaLoop loop, BooleanSupplier opened) {
    this.options = options;
    this.opened = opened;
    this.loop = loop;
    this.later = CompletableFuture.delayedExecutor(RETRY_PAUSE_MILLIS, MILLISECONDS, loop);
    this.admin = options.clients().admin();
  }

  /** Finds the topics, and creates those that are missing. */
  CompletableFuture<KafkaTopics> topics() {
    List<String> names = Stream.of(Channel.Kind.values()).map(options::topicOf).toList();
    return answered(admin.describeTopics(names).allTopicNames())
        .thenApply(this::described)
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof UnknownTopicOrPartitionException
                    ? create().thenCompose(created -> again(this::topics, failure))
                    : again(this::topics, failure));
  }

  /** Requests the offsets of the next records from the leaders of the partitions. */
  CompletableFuture<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  /** Requests the offsets of the first records that Kafka still keeps. */
  CompletableFuture<Map<TopicPartition, Long>> beginnings(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /** Closes the client; unsettled stages fail or stay unsettled. */
  void close() {
    admin.close(Duration.ZERO);
  }

  private KafkaTopics described(Map<String, TopicDescription> topics) {
    var found = new ArrayList<KafkaTopics.Topic>();
    topics.forEach(
        (name, topic) -> {
          if (topic.partitions().stream().anyMatch(partition -> partition.leader() == null)) {
            throw new LeaderNotAvailableException("a partition of " + name + " has no leader");
          }
          String epoch = topic.topicId().toString();
          found.add(new KafkaTopics.Topic(name, epoch, topic.partitions().size()));
        });
    return KafkaTopics.of(options, found);
  }

  /** Creates the topics, except those that exist; another node may create them in the meantime. */
  private CompletableFuture<Void> create() {
    List<NewTopic> topics = Stream.of(Channel.Kind.values()).map(options::newTopic).toList();
    return CompletableFuture.allOf(
        admin.createTopics(topics).values().values().stream()
            .map(created -> answered(created).exceptionallyCompose(KafkaAdmin::ifExists))
            .toArray(CompletableFuture<?>[]::new));
  }

  private static CompletableFuture<Void> ifExists(Throwable failure) {
    return cause(failure) instanceof TopicExistsException
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<Map<TopicPartition, Long>> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), any -> which));
    return answered(admin.listOffsets(asked).all())
        .thenApply(KafkaAdmin::values)
        .exceptionallyCompose(failure -> again(() -> offsets(partitions, which), failure));
  }

  private static Map<TopicPartition, Long> values(
      Map<TopicPartition, ListOffsetsResultInfo> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  /** Repeats a request of the opening after a short pause, if metadata is missing. */
  private <T> CompletableFuture<T> again(
      Supplier<CompletableFuture<T>> request, Throwable failure) {
    return !opened.getAsBoolean() && cause(failure) instanceof InvalidMetadataException
        ? CompletableFuture.supplyAsync(request, later).thenCompose(Function.identity())
        : CompletableFuture.failedFuture(failure);
  }

  /**
   * Moves both outcomes of a request to the loop: the client completes it on a thread of its own.
   */
  private <T> CompletableFuture<T> answered(KafkaFuture<T> request) {
    return request
        .toCompletionStage()
        .whenCompleteAsync((answer, failure) -> {}, loop)
        .toCompletableFuture();
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
