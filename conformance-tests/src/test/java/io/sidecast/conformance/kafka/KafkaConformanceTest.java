package io.sidecast.conformance.kafka;

import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.BrokerHarness.channel;
import static io.sidecast.conformance.BrokerHarness.room;
import static io.sidecast.conformance.HostileMessages.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.HostileMessages;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.UnreadMessages;
import io.sidecast.conformance.security.SecretExtension;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Runs the broker suite for broker-kafka over a real Kafka, with cases that only Kafka needs.
 * Confined to the test thread.
 */
@Tag("slow")
@ExtendWith(SecretExtension.class)
class KafkaConformanceTest extends BrokerConformance {

  private final KafkaFixture kafka = new KafkaFixture();

  @Override
  protected BrokerFixture fixture() {
    return kafka;
  }

  @Test
  void passwordOfTheUriLogsIn(BrokerHarness harness) {
    URI uri = kafka.withLogin(harness.direct(), "user:pass%40word").orElseThrow();
    var node = harness.open(harness.config(uri, harness.timeout()));
    node.subscribe(room("login"));
    harness.fence(node, node, room("login"));
  }

  /**
   * Nodes that start at the same time create one set of topics and receive the messages of each
   * other.
   */
  @Test
  void nodesStartTogether(BrokerHarness harness) {
    BrokerConfig config = harness.config(harness.direct(), harness.timeout());
    List<CompletionStage<Broker>> opening =
        IntStream.range(0, 6)
            .mapToObj(i -> harness.tryOpen(config, new RecordingListener()))
            .toList();
    List<Broker> opened =
        opening.stream().map(stage -> HarnessNode.done(stage, harness.maxWait())).toList();
    assertThat(opened).extracting(broker -> broker.features().roomChannels()).containsOnly(32);
    opened.forEach(broker -> HarnessNode.done(broker.close(), harness.maxWait()));
  }

  /** Existing topics are used unchanged, whatever the settings. */
  @Test
  void existingTopicsAreUsed(BrokerHarness harness) {
    BrokerConfig config = harness.config(harness.direct(), harness.timeout());
    try (var spy = new KafkaSpy(kafka.uri())) {
      spy.create(config.prefix() + ".room", 3);
      spy.create(config.prefix() + ".node", 2);
      HarnessNode one = harness.openDirect();
      HarnessNode two = harness.open();
      assertThat(one.broker().features().roomChannels()).isEqualTo(3);
      for (int i = 0; i < 10; i++) {
        one.subscribe(room("" + i), channel(Channel.Kind.NODE, "node" + i));
        harness.fence(two, one, room("" + i));
        harness.fence(two, one, channel(Channel.Kind.NODE, "node" + i));
      }
      String prefix = config.prefix();
      assertThat(spy.partitions(Set.of(prefix + ".room", prefix + ".node", prefix + ".broadcast")))
          .isEqualTo(Map.of(prefix + ".room", 3, prefix + ".node", 2, prefix + ".broadcast", 1));
    }
  }

  /** After the number of partitions has grown, all nodes soon use the same partitions again. */
  @Test
  void addedPartitionsAreNoticed(BrokerHarness harness) {
    Map<String, String> often = Map.of("ping_interval", "200ms");
    BrokerConfig config = harness.config(harness.direct(), harness.timeout());
    var patient = new BrokerConfig(config.uri(), config.prefix(), config.timeout(), often);
    HarnessNode listens = harness.open(patient);
    HarnessNode publishes = harness.open(patient);
    List<Channel> rooms = IntStream.range(0, 40).mapToObj(i -> room("r" + i)).toList();
    rooms.forEach(listens::subscribe);
    try (var spy = new KafkaSpy(kafka.uri())) {
      spy.grow(config.prefix() + ".room", 40);
    }
    listens.awaitState(RESTORED, 1);
    publishes.awaitState(RESTORED, 1);
    rooms.forEach(room -> harness.fence(publishes, listens, room));
  }

  @Test
  void hostileRecordsAreHarmless(BrokerHarness harness) throws Exception {
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    byte[] name = HostileMessages.ROOM.name().getBytes(UTF_8);
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.uri().getAuthority(),
            "linger.ms",
            5,
            "request.timeout.ms",
            10_000,
            "delivery.timeout.ms",
            20_000); // the close of the producer waits for it
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      HostileMessages.assertHarmless(
          harness,
          (random, body) -> {
            String topic = prefix + (random.nextInt(10) == 0 ? ".node" : ".room");
            byte[] key =
                switch (random.nextInt(4)) {
                  case 0 -> null;
                  case 1 -> body;
                  default -> name;
                };
            var unused =
                producer.send(
                    new ProducerRecord<>(
                        topic,
                        null,
                        random.nextLong(System.currentTimeMillis()),
                        key,
                        random.nextInt(5) == 0 ? null : body,
                        List.of(new RecordHeader(text(random), body))));
          });
    }
  }

  /** Kafka deletes messages, as retention does, that a connected node has not read. */
  @Test
  void unreadMessagesThatAreDeletedAreReported(BrokerHarness harness) {
    new UnreadMessages(harness.openDirect(), harness.open(), 240)
        .assertLossIsReported(harness, harness::trim);
  }

  /**
   * Records that retention removes while a node is disconnected are lost; all others are received.
   */
  @Test
  void trimmedTopicContinuesAtItsOldestMessage(BrokerHarness harness) {
    Channel room = room("trimmed");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.subscribe(room);
    publishes.publish(room, "received");
    listens.awaitFence(room, "received");
    cutOff(harness, listens);
    publishes.publish(room, "trimmed");
    harness.trim(room);
    publishes.publish(room, "kept");
    harness.faults().heal();
    listens.awaitState(RESTORED, 1);
    String fence = harness.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsExactly("received", "kept", fence);
  }

  /**
   * Topics that were deleted and recreated while a node was disconnected are read from the
   * beginning.
   */
  @Test
  void recreatedTopicsAreReadFromTheirBeginning(BrokerHarness harness) {
    Channel room = room("recreated");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.subscribe(room);
    for (String text : List.of("a", "b", "c")) {
      publishes.publish(room, text);
    }
    listens.awaitCount(room, 3);
    publishes.done(publishes.closeAsync());
    cutOff(harness, listens);
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    try (var spy = new KafkaSpy(kafka.uri())) {
      spy.delete(Set.of(prefix + ".room", prefix + ".node", prefix + ".broadcast"));
      Awaitility.await()
          .atMost(harness.maxWait())
          .until(() -> spy.topics().stream().noneMatch(topic -> topic.startsWith(prefix)));
    }
    HarnessNode stranger = harness.openDirect();
    for (int i = 0; i < 5; i++) {
      stranger.publish(room, "new" + i);
    }
    harness.faults().heal();
    listens.awaitState(RESTORED, 1);
    String fence = harness.fence(stranger, listens, room);
    assertThat(listens.texts(room))
        .containsExactly("a", "b", "c", "new0", "new1", "new2", "new3", "new4", fence);
  }

  /** An error of the consumer replaces the connection, and ends the subscription nevertheless. */
  @Test
  void unsubscribeCompletesIfTheConsumerFails(BrokerHarness harness) {
    Channel room = room("left");
    HarnessNode listens = harness.open();
    listens.subscribe(room);
    try (var failing = new FailingAssignment()) {
      listens.done(listens.broker().unsubscribe(room));
      assertThat(failing.hasFailed()).isTrue();
    }
    listens.awaitState(RESTORED, 1);
    HarnessNode publishes = harness.open();
    publishes.publish(room, "not received");
    listens.subscribe(room);
    String fence = harness.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsExactly(fence);
  }

  /**
   * Makes the next assignment of partitions to a consumer fail: the log line that Kafka's consumer
   * writes there throws.
   */
  private static final class FailingAssignment extends TurboFilter implements AutoCloseable {
    private static final LoggerContext LOGS = (LoggerContext) LoggerFactory.getILoggerFactory();

    private final AtomicBoolean failed = new AtomicBoolean();

    FailingAssignment() {
      start();
      LOGS.addTurboFilter(this);
    }

    boolean hasFailed() {
      return failed.get();
    }

    @Override
    public FilterReply decide(
        Marker marker, Logger logger, Level level, String format, Object[] args, Throwable error) {
      boolean isConsumer = logger.getName().startsWith("org.apache.kafka.clients.consumer");
      if (!isConsumer || level != Level.INFO) {
        return FilterReply.NEUTRAL;
      }
      if (String.valueOf(format).contains("Assigned to partition")
          && failed.compareAndSet(false, true)) {
        throw new IllegalStateException("no assignment");
      }
      return FilterReply.ACCEPT;
    }

    @Override
    public void close() {
      LOGS.getTurboFilterList().remove(this);
    }
  }

  private static void cutOff(BrokerHarness harness, HarnessNode node) {
    harness.faults().refuse();
    harness.faults().cut();
    node.awaitState(DOWN, 1);
  }
}
