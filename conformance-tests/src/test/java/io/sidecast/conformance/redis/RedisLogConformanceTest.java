package io.sidecast.conformance.redis;

import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.BrokerHarness.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Replay;
import io.sidecast.conformance.BrokerConformance;
import io.sidecast.conformance.BrokerFixture;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener.Received;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the broker suite for broker-redis with logs over a real Redis, with cases for the bounds and
 * the loss of a log. Confined to the test thread.
 */
@Tag("slow")
class RedisLogConformanceTest extends BrokerConformance {

  private static final Channel ROOM = room("logged");

  @Override
  protected BrokerFixture fixture() {
    return new RedisFixture(Map.of("log_age", "60s"));
  }

  @ParameterizedTest
  @CsvSource({"log_messages, 5", "log_bytes, 10"})
  void theOldestMessagesLeaveAFullLog(String bound, String value, BrokerHarness harness) {
    HarnessNode node = open(harness, Map.of("log_age", "60s", bound, value));
    List<Position> positions =
        IntStream.range(10, 30).mapToObj(i -> publish(node, Integer.toString(i))).toList();
    Replay rest = read(node, positions.get(0));
    assertThat(texts(rest)).containsExactly("25", "26", "27", "28", "29");
    assertThat(rest.complete()).isFalse();
    assertThat(read(node, positions.get(13)).complete()).isFalse();
    assertThat(read(node, positions.get(14)).complete()).isTrue();
  }

  /** A log without messages still has its positions. */
  @Test
  void anExpiredLogContinuesInItsEpoch(BrokerHarness harness) {
    HarnessNode node = open(harness, Map.of("log_age", "100ms"));
    Position first = publish(node, "first");
    Position second = publish(node, "second");
    Awaitility.await().until(() -> cli(harness, "EXISTS", stream(harness)).equals("0"));
    assertThat(read(node, first).complete()).isFalse();
    assertThat(read(node, second).complete()).isTrue();
    assertThat(publish(node, "third")).isEqualTo(new Position(second.epoch(), second.offset() + 1));
  }

  @Test
  void aLostLogHasANewEpoch(BrokerHarness harness) {
    HarnessNode node = harness.open();
    Position before = publish(node, "before");
    cli(harness, "FLUSHALL");
    assertThat(read(node, before).complete()).isFalse();
    Position after = publish(node, "after");
    assertThat(after.epoch()).isNotEqualTo(before.epoch());
    assertThat(read(node, before)).isEqualTo(new Replay(List.of(), false));
    assertThat(read(node, after)).isEqualTo(new Replay(List.of(), true));
  }

  /** A response has 1 MiB at most, or one message. */
  @Test
  void largeMessagesAreReadInParts(BrokerHarness harness) {
    HarnessNode node = harness.open();
    Position start = publish(node, "start");
    String large = "x".repeat(700_000);
    var sent = IntStream.range(0, 4).mapToObj(i -> publish(node, large + i)).toList();
    var read = new ArrayList<Position>();
    Position after = start;
    for (int part = 0; part < 4; part++) {
      Replay replay = read(node, after);
      assertThat(replay.messages()).hasSize(1);
      assertThat(replay.complete()).isEqualTo(part == 3);
      after = replay.messages().get(0).position();
      read.add(after);
    }
    assertThat(read).isEqualTo(sent);
  }

  /** An operator may remove the scripts: the node connects again, which loads them. */
  @Test
  void removedScriptsAreLoadedAgain(BrokerHarness harness) {
    HarnessNode node = harness.open();
    node.subscribe(ROOM);
    cli(harness, "SCRIPT", "FLUSH");
    HarnessNode.failure(node.publishAsync(ROOM, "lost"), harness.maxWait());
    node.awaitState(RESTORED, 1);
    harness.fence(node, node, ROOM);
  }

  /** Nodes without logs, while the setting is introduced, and other programs send no positions. */
  @Test
  void messagesWithoutAPositionArrive(BrokerHarness harness) {
    HarnessNode node = harness.open();
    node.subscribe(ROOM);
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    for (String text : List.of("plain", "1-x text", "12 34", " ", "-")) {
      cli(harness, "PUBLISH", prefix + ':' + ROOM.word(':'), text);
    }
    harness.fence(node, node, ROOM);
    List<Received> plain = node.received().messages().subList(0, 5);
    assertThat(plain).extracting(Received::position).containsOnly(Position.NONE);
    assertThat(plain)
        .extracting(each -> new String(each.envelope(), UTF_8))
        .containsExactly("plain", "1-x text", "12 34", " ", "-");
  }

  private static HarnessNode open(BrokerHarness harness, Map<String, String> properties) {
    BrokerConfig usual = harness.config(harness.direct(), harness.timeout());
    return harness.open(new BrokerConfig(usual.uri(), usual.prefix(), usual.timeout(), properties));
  }

  private static String stream(BrokerHarness harness) {
    String prefix = harness.config(harness.direct(), harness.timeout()).prefix();
    return "{" + prefix + ':' + ROOM.word(':') + "}:log";
  }

  private static Position publish(HarnessNode node, String text) {
    return node.done(node.publishAsync(ROOM, text));
  }

  private static Replay read(HarnessNode node, Position after) {
    return node.done(node.broker().replayLog().orElseThrow().readAfter(ROOM, after, 100));
  }

  private static List<String> texts(Replay replay) {
    return replay.messages().stream()
        .map(message -> new String(message.envelope(), UTF_8))
        .toList();
  }

  private static String cli(BrokerHarness harness, String... command) {
    var all = new ArrayList<>(List.of("redis-cli", "-p", "" + harness.direct().getPort()));
    all.addAll(List.of(command));
    return RedisServer.run(Path.of("."), all).strip();
  }
}
