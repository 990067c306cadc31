package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Immutable; any thread, except {@link #ensure}. The three topics as they are in Kafka. */
record KafkaTopics(Map<Channel.Kind, Topic> byKind) {

  private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(20);

  /** Before the first connection. */
  static final KafkaTopics NONE = new KafkaTopics(Map.of());

  /**
   * A topic.
   *
   * @param epoch Kafka's id of it, which changes when it is deleted and made anew
   */
  record Topic(String name, String epoch, int partitions) {}

  /** Waits, on the thread that connects. Finds the topics, and makes those that do not exist. */
  static KafkaTopics ensure(Admin admin, KafkaOptions options, Deadline deadline)
      throws InterruptedException {
    try {
      Map<Channel.Kind, Topic> found = find(admin, options, deadline);
      if (found.size() < Channel.Kind.values().length) {
        create(admin, options, deadline);
        found = find(admin, options, deadline);
      }
      while (found.size() < Channel.Kind.values().length) {
        deadline.pause(UNTIL_ASKED_AGAIN);
        found = find(admin, options, deadline);
      }
      return new KafkaTopics(found);
    } catch (ExecutionException | TimeoutException | KafkaException failure) {
      BrokerException known = KafkaErrors.of(failure, options);
      throw known.kind() == BrokerException.Kind.TIMEOUT
          ? KafkaErrors.unreachable(options, failure)
          : known;
    }
  }

  /** Where a channel lives: a number as a name is the partition, other names are spread. */
  TopicPartition partitionOf(Channel channel) {
    Topic topic = topic(channel.kind());
    String name = channel.name();
    int number = name.matches("\\d{1,9}") ? Integer.parseInt(name) : name.hashCode();
    return new TopicPartition(topic.name(), Math.floorMod(number, topic.partitions()));
  }

  /** The partition that every node reads anyway. */
  TopicPartition home() {
    return new TopicPartition(topic(Channel.Kind.BROADCAST).name(), 0);
  }

  Topic topic(Channel.Kind kind) {
    return Optional.ofNullable(byKind.get(kind)).orElseThrow();
  }

  /** The epoch of the topic of a partition. */
  String epochOf(TopicPartition partition) {
    return byKind.values().stream()
        .filter(topic -> topic.name().equals(partition.topic()))
        .map(Topic::epoch)
        .findFirst()
        .orElse("");
  }

  private static Map<Channel.Kind, Topic> find(Admin admin, KafkaOptions options, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<Channel.Kind, Topic> found = new EnumMap<>(Channel.Kind.class);
    var asked = admin.describeTopics(names(options)).topicNameValues();
    for (Channel.Kind kind : Channel.Kind.values()) {
      KafkaFuture<TopicDescription> answer = asked.get(name(options, kind));
      if (answer != null) {
        describe(answer, deadline).ifPresent(topic -> found.put(kind, topic));
      }
    }
    return found;
  }

  /** The topic, empty if it does not exist or is so new that a partition has no leader yet. */
  private static Optional<Topic> describe(KafkaFuture<TopicDescription> answer, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      TopicDescription topic = answer.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
      boolean led = topic.partitions().stream().allMatch(partition -> partition.leader() != null);
      return led
          ? Optional.of(
              new Topic(topic.name(), topic.topicId().toString(), topic.partitions().size()))
          : Optional.empty();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Other nodes may do the same at the same time: whoever comes first decides. */
  private static void create(Admin admin, KafkaOptions options, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<NewTopic> topics =
        Stream.of(Channel.Kind.values())
            .map(
                kind ->
                    new NewTopic(
                            name(options, kind),
                            Optional.of(options.topics().partitions(kind)),
                            options.topics().replication())
                        .configs(options.topics().settings()))
            .toList();
    for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
      try {
        created.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException failure) {
        if (!(failure.getCause() instanceof TopicExistsException)) {
          throw failure;
        }
      }
    }
  }

  private static List<String> names(KafkaOptions options) {
    return Stream.of(Channel.Kind.values())
        .map(kind -> name(options, kind))
        .collect(Collectors.toList());
  }

  private static String name(KafkaOptions options, Channel.Kind kind) {
    return options.prefix() + '.' + kind.name().toLowerCase(Locale.ROOT);
  }
}
