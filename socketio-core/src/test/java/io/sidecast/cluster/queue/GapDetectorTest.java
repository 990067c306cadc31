package io.sidecast.cluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import org.junit.jupiter.api.Test;

class GapDetectorTest {

  private static final NodeId NODE = new NodeId("node-1");
  private static final Channel ROOM = new Channel(Channel.Kind.ROOM, "7");

  private final Counters counters = new Counters();
  private final GapDetector sequences = new GapDetector(counters);

  private long missedBefore(Channel channel, long sequence) {
    return sequences.missedBefore(channel, new Envelope(NODE, sequence, new Message.Goodbye()));
  }

  @Test
  void aGapIsWhatLiesBetween() {
    assertThat(missedBefore(ROOM, 5)).isZero();
    assertThat(missedBefore(ROOM, 6)).isZero();
    assertThat(missedBefore(ROOM, 9)).isEqualTo(2);
    assertThat(missedBefore(ClusterChannels.BROADCAST, 20)).isZero();
  }

  @Test
  void repeatedOrLateMessageIsNoGap() {
    assertThat(missedBefore(ROOM, 5)).isZero();
    assertThat(missedBefore(ROOM, 5)).isZero();
    assertThat(missedBefore(ROOM, 4)).isZero();
  }

  @Test
  void messageBeforeTheSubscriptionIsNotLost() {
    assertThat(missedBefore(ROOM, 5)).isZero();
    sequences.forget(ROOM);
    assertThat(missedBefore(ROOM, 50)).isZero();
    sequences.forget(NODE);
    assertThat(missedBefore(ROOM, 500)).isZero();
  }

  @Test
  void strangersAreForgottenAndMembersAreNot() {
    assertThat(missedBefore(ROOM, 5)).isZero();
    for (int heartbeat = 0; heartbeat < 10; heartbeat++) {
      sequences.onHeartbeat(NODE::equals);
    }
    assertThat(sequences.size()).isEqualTo(1);
    for (int heartbeat = 0; heartbeat < 10; heartbeat++) {
      sequences.onHeartbeat(node -> false);
    }
    assertThat(sequences.size()).isZero();
  }

  /** Another publisher sends messages in the name of many nodes. */
  @Test
  void nodesThatAreNotMembersAreBounded() {
    assertThat(missedBefore(ROOM, 1)).isZero();
    sequences.onHeartbeat(NODE::equals);
    for (int i = 0; i < 10_003; i++) {
      var stranger = new NodeId("n" + (10_000 + i));
      sequences.missedBefore(ROOM, new Envelope(stranger, 1, new Message.Goodbye()));
    }
    assertThat(sequences.size()).isEqualTo(10_001);
    assertThat(counters.overLimit.sum()).isEqualTo(3);
    assertThat(missedBefore(ROOM, 3)).as("of a member").isOne();
    for (int i = 0; i < 4; i++) {
      sequences.onHeartbeat(NODE::equals);
    }
    assertThat(sequences.size()).isOne();
  }
}
