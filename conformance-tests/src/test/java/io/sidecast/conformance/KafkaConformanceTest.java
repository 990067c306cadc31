package io.sidecast.conformance;

import static io.sidecast.broker.BrokerState.DOWN;
import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.Bench.channel;
import static io.sidecast.conformance.Bench.room;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The test thread only. Certifies broker-kafka over a real Kafka, and what only Kafka can do. */
class KafkaConformanceTest extends BrokerConformance {

  private final KafkaFixture kafka = new KafkaFixture();

  @Override
  protected BrokerFixture fixture() {
    return kafka;
  }

  @Test
  void wrongPasswordIsRefusedWithAdvice(Bench bench) {
    for (URI login :
        List.of(kafka.login("user", SecretWatch.SPECIAL), kafka.login(SecretWatch.SPECIAL, "pw"))) {
      Entrance.assertLoginRefused(bench, bench.config(login, bench.timeout()));
    }
  }

  @Test
  void passwordOfTheUriLogsIn(Bench bench) {
    var node = bench.open(bench.config(kafka.login("user", "pass%40word"), bench.timeout()));
    node.subscribe(room("login"));
    bench.fence(node, node, room("login"));
  }

  /** Nodes that start together make one set of topics, and hear each other. */
  @Test
  void nodesStartTogether(Bench bench) {
    BrokerConfig config = bench.config(bench.direct(), bench.timeout());
    List<CompletionStage<Broker>> opening =
        IntStream.range(0, 6)
            .mapToObj(i -> bench.tryOpen(config, new RecordingListener()))
            .toList();
    List<Broker> opened =
        opening.stream().map(stage -> BenchNode.done(stage, bench.patience())).toList();
    assertThat(opened).extracting(broker -> broker.features().roomChannels()).containsOnly(32);
    opened.forEach(broker -> BenchNode.done(broker.close(), bench.patience()));
  }

  /** Topics that exist are used as they are, whatever the settings say. */
  @Test
  void existingTopicsAreUsed(Bench bench) {
    BrokerConfig config = bench.config(bench.direct(), bench.timeout());
    try (var spy = new KafkaSpy(kafka.uri())) {
      spy.create(config.prefix() + ".room", 3);
      spy.create(config.prefix() + ".node", 2);
      BenchNode one = bench.openDirect();
      BenchNode two = bench.open();
      assertThat(one.broker().features().roomChannels()).isEqualTo(3);
      for (int i = 0; i < 10; i++) {
        one.subscribe(room("" + i), channel(Channel.Kind.NODE, "node" + i));
        bench.fence(two, one, room("" + i));
        bench.fence(two, one, channel(Channel.Kind.NODE, "node" + i));
      }
      String prefix = config.prefix();
      assertThat(spy.partitions(Set.of(prefix + ".room", prefix + ".node", prefix + ".broadcast")))
          .isEqualTo(Map.of(prefix + ".room", 3, prefix + ".node", 2, prefix + ".broadcast", 1));
    }
  }

  /** When the topics get more partitions, all nodes agree on them again after a moment. */
  @Test
  void addedPartitionsAreNoticed(Bench bench) {
    Map<String, String> often = Map.of("ping_interval", "200ms");
    BrokerConfig config = bench.config(bench.direct(), bench.timeout());
    var patient = new BrokerConfig(config.uri(), config.prefix(), config.timeout(), often);
    BenchNode listens = bench.open(patient);
    BenchNode publishes = bench.open(patient);
    List<Channel> rooms = IntStream.range(0, 40).mapToObj(i -> room("r" + i)).toList();
    rooms.forEach(listens::subscribe);
    try (var spy = new KafkaSpy(kafka.uri())) {
      spy.grow(config.prefix() + ".room", 40);
    }
    listens.awaitState(RESTORED, 1);
    publishes.awaitState(RESTORED, 1);
    rooms.forEach(room -> bench.fence(publishes, listens, room));
  }

  /** What retention took while a node was cut off is lost, and nothing else. */
  @Test
  void trimmedWhileDownGoesOnWithTheRest(Bench bench) {
    Channel room = room("trimmed");
    BenchNode listens = bench.open();
    BenchNode publishes = bench.openDirect();
    listens.subscribe(room);
    publishes.publish(room, "heard");
    listens.awaitFence(room, "heard");
    cutOff(bench, listens);
    publishes.publish(room, "trimmed");
    bench.trim(room);
    publishes.publish(room, "kept");
    bench.faults().heal();
    listens.awaitState(RESTORED, 1);
    String fence = bench.fence(publishes, listens, room);
    assertThat(listens.texts(room)).containsExactly("heard", "kept", fence);
  }

  /**
   * Topics that were deleted and made anew while a node was cut off are read from the beginning.
   */
  @Test
  void topicsMadeAnewAreReadFromTheirBeginning(Bench bench) {
    Channel room = room("anew");
    BenchNode listens = bench.open();
    BenchNode publishes = bench.openDirect();
    listens.subscribe(room);
    for (String text : List.of("a", "b", "c")) {
      publishes.publish(room, text);
    }
    listens.awaitCount(room, 3);
    publishes.done(publishes.closeSoon());
    cutOff(bench, listens);
    String prefix = bench.config(bench.direct(), bench.timeout()).prefix();
    try (var spy = new KafkaSpy(kafka.uri())) {
      spy.delete(Set.of(prefix + ".room", prefix + ".node", prefix + ".broadcast"));
      Awaitility.await()
          .atMost(bench.patience())
          .until(() -> spy.topics().stream().noneMatch(topic -> topic.startsWith(prefix)));
    }
    BenchNode stranger = bench.openDirect();
    for (int i = 0; i < 5; i++) {
      stranger.publish(room, "new" + i);
    }
    bench.faults().heal();
    listens.awaitState(RESTORED, 1);
    String fence = bench.fence(stranger, listens, room);
    assertThat(listens.texts(room))
        .containsExactly("a", "b", "c", "new0", "new1", "new2", "new3", "new4", fence);
  }

  private static void cutOff(Bench bench, BenchNode node) {
    bench.faults().refuse();
    bench.faults().cut();
    node.awaitState(DOWN, 1);
  }
}
