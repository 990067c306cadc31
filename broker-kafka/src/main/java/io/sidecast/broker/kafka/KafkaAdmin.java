package io.sidecast.broker.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
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

  KafkaAdmin(KafkaOptions options, KafkaLoop loop) {
    this.options = options;
    this.loop = loop;
    this.later = CompletableFuture.delayedExecutor(RETRY_PAUSE_MILLIS, MILLISECONDS, loop);
    this.admin = options.clients().admin();
  }

  /** Finds the topics, and creates those that are missing. */
  CompletableFuture<KafkaTopics> topics() {
    var found = new ArrayList<KafkaTopics.Topic>(); // filled on the loop
    return CompletableFuture.allOf(
            Stream.of(Channel.Kind.values())
                .map(kind -> topic(kind).thenAccept(found::add))
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> KafkaTopics.of(options, found));
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

  private CompletableFuture<KafkaTopics.Topic> topic(Channel.Kind kind) {
    String name = options.topicOf(kind);
    return answered(() -> admin.describeTopics(List.of(name)).allTopicNames())
        .thenApply(topics -> described(Objects.requireNonNull(topics.get(name))))
        .exceptionallyCompose(
            failure -> {
              Throwable cause = cause(failure);
              if (cause instanceof UnknownTopicOrPartitionException) {
                return create(kind).thenCompose(created -> again(() -> topic(kind)));
              }
              return cause instanceof LeaderNotAvailableException
                  ? again(() -> topic(kind))
                  : CompletableFuture.failedFuture(failure);
            });
  }

  private static KafkaTopics.Topic described(TopicDescription topic) {
    if (topic.partitions().stream().anyMatch(partition -> partition.leader() == null)) {
      throw new LeaderNotAvailableException("a partition of " + topic.name() + " has no leader");
    }
    return new KafkaTopics.Topic(
        topic.name(), topic.topicId().toString(), topic.partitions().size());
  }

  /** Creates a topic. Succeeds if another node has created it in the meantime. */
  private CompletableFuture<Void> create(Channel.Kind kind) {
    NewTopic topic = options.newTopic(kind);
    return answered(() -> admin.createTopics(List.of(topic)).all())
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof TopicExistsException
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(failure));
  }

  /** Requests offsets, until the timeout if a Kafka broker has no metadata of a new topic yet. */
  private CompletableFuture<Map<TopicPartition, Long>> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), any -> which));
    return offsets(asked, System.nanoTime() + options.timeout().toNanos());
  }

  private CompletableFuture<Map<TopicPartition, Long>> offsets(
      Map<TopicPartition, OffsetSpec> asked, long deadline) {
    return answered(() -> admin.listOffsets(asked).all())
        .thenApply(KafkaAdmin::values)
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof UnknownTopicOrPartitionException
                        && System.nanoTime() - deadline < 0
                    ? again(() -> offsets(asked, deadline))
                    : CompletableFuture.failedFuture(failure));
  }

  private static Map<TopicPartition, Long> values(
      Map<TopicPartition, ListOffsetsResultInfo> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  /** Repeats a request after a short pause. */
  private <T> CompletableFuture<T> again(Supplier<CompletableFuture<T>> request) {
    return CompletableFuture.supplyAsync(request, later).thenCompose(Function.identity());
  }

  /**
   * Moves both outcomes of a request to the loop: the client completes it on a thread of its own.
   */
  private <T> CompletableFuture<T> answered(Supplier<KafkaFuture<T>> request) {
    return request
        .get()
        .toCompletionStage()
        .whenCompleteAsync((answer, failure) -> {}, loop)
        .toCompletableFuture();
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
