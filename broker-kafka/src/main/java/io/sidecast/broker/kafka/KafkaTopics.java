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

/** The three topics as they exist in Kafka, one of each kind of channel. Immutable. */
record KafkaTopics(Map<Channel.Kind, Topic> byKind) {

  private static final Duration RETRY_PAUSE = Duration.ofMillis(20);

  /** The value before the first connection. */
  static final KafkaTopics NONE = new KafkaTopics(Map.of());

  /**
   * A topic.
   *
   * @param epoch Kafka's id of the topic, which changes when the topic is deleted and created again
   */
  record Topic(String name, String epoch, int partitions) {}

  /** Finds the topics and creates the missing ones. Blocks the connecting thread. */
  static KafkaTopics ensure(Admin admin, KafkaOptions options, Deadline deadline)
      throws InterruptedException {
    try {
      Map<Channel.Kind, Topic> found = find(admin, options, deadline);
      if (found.size() < Channel.Kind.values().length) {
        create(admin, options, deadline);
        found = find(admin, options, deadline);
      }
      while (found.size() < Channel.Kind.values().length) {
        deadline.pause(RETRY_PAUSE);
        found = find(admin, options, deadline);
      }
      return new KafkaTopics(found);
    } catch (ExecutionException | KafkaException failure) {
      BrokerException known = KafkaErrors.of(failure, options);
      throw known.kind() == BrokerException.Kind.TIMEOUT
          ? KafkaErrors.unreachable(options, failure)
          : known;
    }
  }

  /** Returns the partition of a channel, by the number that is its name or by its name's hash. */
  TopicPartition partitionOf(Channel channel) {
    Topic topic = topic(channel.kind());
    String name = channel.name();
    int number = name.matches("\\d{1,9}") ? Integer.parseInt(name) : name.hashCode();
    return new TopicPartition(topic.name(), Math.floorMod(number, topic.partitions()));
  }

  /** Returns the broadcast partition, which every node reads. */
  TopicPartition home() {
    return new TopicPartition(topic(Channel.Kind.BROADCAST).name(), 0);
  }

  Topic topic(Channel.Kind kind) {
    return Optional.ofNullable(byKind.get(kind)).orElseThrow();
  }

  /** Returns the epoch of a partition's topic, empty for an unknown topic. */
  String epochOf(TopicPartition partition) {
    return byKind.values().stream()
        .filter(topic -> topic.name().equals(partition.topic()))
        .map(Topic::epoch)
        .findFirst()
        .orElse("");
  }

  private static Map<Channel.Kind, Topic> find(Admin admin, KafkaOptions options, Deadline deadline)
      throws InterruptedException, ExecutionException {
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

  /** Returns the topic, empty if it does not exist or one of its partitions has no leader yet. */
  private static Optional<Topic> describe(KafkaFuture<TopicDescription> answer, Deadline deadline)
      throws InterruptedException, ExecutionException {
    try {
      TopicDescription topic = deadline.await(answer);
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

  /** Creates the topics. Ignores topics that another node has created in the meantime. */
  private static void create(Admin admin, KafkaOptions options, Deadline deadline)
      throws InterruptedException, ExecutionException {
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
        deadline.await(created);
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
