package io.sidecast.conformance;

import static io.sidecast.broker.BrokerState.RESTORED;
import static io.sidecast.conformance.BrokerHarness.room;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Message;
import io.sidecast.broker.ReplayLog.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cases about the replay log of a broker that stores messages. Confined to the test thread. */
interface ReplayCases {

  /**
   * Publisher and subscriber receive the same positions; these grow, in one epoch, across a reset.
   */
  @Test
  @RequiresReplayLog
  default void positionsGrowInOneEpoch(BrokerHarness harness) {
    Channel room = room("positions");
    HarnessNode listens = harness.open();
    HarnessNode publishes = harness.openDirect();
    listens.subscribe(room);
    List<Position> published = published(publishes, room, "before", 50);
    harness.fence(publishes, listens, room);
    harness.faults().cut();
    listens.awaitState(RESTORED, 1);
    published.addAll(published(publishes, room, "after", 50));
    harness.fence(publishes, listens, room);
    List<Position> received =
        listens.received().messages().stream()
            .filter(message -> !new String(message.envelope(), UTF_8).startsWith("fence"))
            .map(RecordingListener.Received::position)
            .toList();
    assertThat(received).containsAll(published.subList(0, 50));
    assertThat(received).endsWith(published.get(99)).isSubsetOf(published);
    assertThat(published).extracting(Position::epoch).containsOnly(published.get(0).epoch());
    assertThat(published.get(0).epoch()).isNotEmpty();
    assertThat(published).extracting(Position::offset).isSorted().doesNotHaveDuplicates();
  }

  /**
   * The messages after a position on that channel come back complete and in order, and no others.
   */
  @Test
  @RequiresReplayLog
  default void readAfterGivesExactlyTheGap(BrokerHarness harness) {
    Channel room = room("gap");
    HarnessNode node = harness.open();
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      positions.addAll(published(node, room, "m" + i + "-", 1));
      node.publish(room("other" + i % 7), "other");
      node.publish(new Channel(Channel.Kind.NODE, "gap"), "other");
    }
    for (int after : List.of(0, 9, 48)) {
      Replay replay = readAfter(node, room, positions.get(after), 100);
      assertThat(replay.complete()).isTrue();
      assertThat(replay.messages())
          .extracting(Message::position)
          .isEqualTo(positions.subList(after + 1, 50));
      assertThat(texts(replay))
          .isEqualTo(IntStream.range(after + 1, 50).mapToObj(i -> "m" + i + "-0").toList());
    }
    Replay end = readAfter(node, room, positions.get(49), 100);
    assertThat(end.messages()).isEmpty();
    assertThat(end.complete()).isTrue();
  }

  /**
   * A read returns no more messages than its limit and reports that it is incomplete; page by page
   * all messages come back.
   */
  @Test
  @RequiresReplayLog
  default void readAfterObeysItsLimit(BrokerHarness harness) {
    Channel room = room("limit");
    HarnessNode node = harness.open();
    Position start = published(node, room, "start", 1).get(0);
    published(node, room, "m", 30);
    List<String> all = new ArrayList<>();
    for (int page = 0; page < 3; page++) {
      Replay replay = readAfter(node, room, start, 10);
      assertThat(replay.messages()).hasSize(10);
      assertThat(replay.complete()).as("page %d", page).isEqualTo(page == 2);
      all.addAll(texts(replay));
      start = replay.messages().get(9).position();
    }
    assertThat(all).isEqualTo(IntStream.range(0, 30).mapToObj(i -> "m" + i).toList());
  }

  /** A position of another log is never taken for a position of this one. */
  @Test
  @RequiresReplayLog
  default void foreignEpochIsIncomplete(BrokerHarness harness) {
    Channel room = room("epoch");
    HarnessNode node = harness.open();
    Position mine = published(node, room, "m", 10).get(4);
    for (Position foreign : List.of(new Position("foreign", mine.offset()), Position.NONE)) {
      assertThat(readAfter(node, room, foreign, 100).complete()).isFalse();
    }
    assertThat(readAfter(node, room, mine, 100).complete()).isTrue();
  }

  /**
   * A log that has removed messages reports a read as incomplete and returns the remaining messages
   * in order.
   */
  @Test
  @RequiresReplayLog
  default void trimmedLogIsIncomplete(BrokerHarness harness) {
    Channel room = room("trimmed");
    HarnessNode node = harness.open();
    Position early = published(node, room, "early", 10).get(4);
    harness.trim(room);
    Position late = published(node, room, "late", 5).get(1);
    Replay incomplete = readAfter(node, room, early, 100);
    assertThat(incomplete.complete()).isFalse();
    assertThat(List.of("late0", "late1", "late2", "late3", "late4"))
        .endsWith(texts(incomplete).toArray(String[]::new));
    Replay complete = readAfter(node, room, late, 100);
    assertThat(complete.complete()).isTrue();
    assertThat(texts(complete)).containsExactly("late2", "late3", "late4");
  }

  private static List<Position> published(
      HarnessNode node, Channel channel, String text, int count) {
    var stages =
        IntStream.range(0, count).mapToObj(i -> node.publishAsync(channel, text + i)).toList();
    return new ArrayList<>(stages.stream().map(node::done).toList());
  }

  private static Replay readAfter(HarnessNode node, Channel channel, Position after, int limit) {
    return node.done(node.broker().replayLog().orElseThrow().readAfter(channel, after, limit));
  }

  private static List<String> texts(Replay replay) {
    return replay.messages().stream()
        .map(message -> new String(message.envelope(), UTF_8))
        .toList();
  }
}
