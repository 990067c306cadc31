package io.sidecast.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.ConnectionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the delivery of polled records. Confined to the test thread. */
class KafkaOffsetsTest {

  private static final TopicPartition ROOMS = new TopicPartition("app.room", 0);
  private static final TopicPartition HOME = new TopicPartition("app.broadcast", 0);

  private static final KafkaTopics TOPICS =
      new KafkaTopics(
          "app.",
          Stream.of("app.room", "app.broadcast")
              .map(name -> new KafkaTopics.Topic(name, "epoch of " + name, 1))
              .collect(Collectors.toMap(KafkaTopics.Topic::name, Function.identity())));

  private final KafkaOffsets offsets = new KafkaOffsets();
  private final List<String> received = new ArrayList<>();

  @BeforeEach
  void subscribe() {
    offsets.moveTo(TOPICS, Set.of());
    offsets.add("room.1", Map.of(ROOMS, 10L));
    offsets.add("room.2", Map.of(ROOMS, 12L));
    offsets.add("broadcast.all", Map.of(HOME, 5L));
  }

  @Test
  void everyRecordFromTheFirstOffsetOfItsChannelIsDelivered() {
    offsets.deliver(
        records(
            List.of(
                record(ROOMS, 9, "1", "early"),
                record(ROOMS, 10, "1", "a"),
                record(ROOMS, 11, "2", "early"),
                record(ROOMS, 12, "2", "b"),
                record(ROOMS, 13, "2", "c"),
                record(ROOMS, 14, "3", "not subscribed"),
                record(ROOMS, 15, null, "without a channel"),
                record(ROOMS, 16, "2", null),
                record(ROOMS, 17, "2", "d"),
                record(ROOMS, 18, "1", "e"),
                record(ROOMS, 20, "1", null),
                record(HOME, 5, "all", "f"))),
        new Recorder());
    assertThat(received.stream().filter(text -> text.startsWith("room")))
        .containsExactly(
            "room.1 a epoch of app.room 10",
            "room.2 b epoch of app.room 12",
            "room.2 c epoch of app.room 13",
            "room.2 d epoch of app.room 17",
            "room.1 e epoch of app.room 18");
    assertThat(received).hasSize(6).contains("broadcast.all f epoch of app.broadcast 5");
    assertThat(offsets.positions()).isEqualTo(Map.of(ROOMS, 21L, HOME, 6L));
  }

  /** The record of the failure is not repeated, and those after it are read again. */
  @Test
  void failureOfTheListenerKeepsTheLaterRecords() {
    var polled =
        records(
            List.of(
                record(ROOMS, 10, "1", "a"),
                record(ROOMS, 11, "1", "bad"),
                record(ROOMS, 12, "1", "c")));
    assertThatThrownBy(() -> offsets.deliver(polled, new Recorder())).hasMessage("bad");
    assertThat(received).containsExactly("room.1 a epoch of app.room 10");
    assertThat(offsets.positions()).containsEntry(ROOMS, 12L);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, @Nullable String key, @Nullable String value) {
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, bytes(key), bytes(value));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(US_ASCII);
  }

  private static ConsumerRecords<byte[], byte[]> records(List<ConsumerRecord<byte[], byte[]>> all) {
    return new ConsumerRecords<>(
        all.stream()
            .collect(
                Collectors.groupingBy(each -> new TopicPartition(each.topic(), each.partition()))),
        Map.of());
  }

  /** Fails at the text "bad", and records the others. */
  private final class Recorder implements ConnectionListener {

    @Override
    public void received(String name, byte[] envelope, Position position) {
      String text = new String(envelope, US_ASCII);
      if (text.equals("bad")) {
        throw new IllegalStateException(text);
      }
      received.add(name + " " + text + " " + position.epoch() + " " + position.offset());
    }

    @Override
    public void suspended(BrokerException reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void resumed() {
      throw new AssertionError();
    }

    @Override
    public void ended(Throwable reason) {
      throw new AssertionError(reason);
    }
  }
}
