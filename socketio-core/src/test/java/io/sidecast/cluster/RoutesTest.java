package io.sidecast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.packet.Audience;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutesTest {

  private static final NodeId SELF = new NodeId("node-0");
  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");
  private static final NodeId DEAD = new NodeId("node-3");

  private final Membership membership =
      new Membership(SELF, Duration.ofSeconds(10), ClusterEvents.NONE);
  private final Buckets buckets = new Buckets(64);
  private final Visitors visitors = new Visitors();
  private final FallbackNodes fallbacks = new FallbackNodes(Duration.ofSeconds(10));
  private final Routes routes = new Routes(membership, buckets, visitors, fallbacks);

  RoutesTest() {
    for (NodeId node : List.of(ONE, TWO)) {
      membership.joined(new NodeInfo(node, Instant.EPOCH, ""));
    }
  }

  private static Audience to(String... rooms) {
    return new Audience("/", Set.of(rooms), Set.of("ignored"));
  }

  private static Channel node(NodeId id) {
    return new Channel(Channel.Kind.NODE, id.text());
  }

  @Test
  void everybodyIsABroadcast() {
    assertThat(routes.ofEmit(to())).containsExactly(Routes.BROADCAST);
    assertThat(routes.ofQuestion(to()))
        .isEqualTo(new Routes.Way(List.of(Routes.BROADCAST), Set.of(ONE, TWO)));
  }

  @Test
  void aSocketIsReachedThroughItsNode() {
    String sid = ONE.newSocketId();
    assertThat(routes.ofEmit(to(sid))).containsExactly(node(ONE));
    assertThat(routes.ofQuestion(to(sid)))
        .isEqualTo(new Routes.Way(List.of(node(ONE)), Set.of(ONE)));
  }

  @Test
  void aSocketOfThisNodeConcernsNobodyElse() {
    String sid = SELF.newSocketId();
    assertThat(routes.ofEmit(to(sid))).isEmpty();
    assertThat(routes.ofQuestion(to(sid)).nodes()).isEmpty();
  }

  @Test
  void unlessOthersAreInTheRoomOfItsName() {
    String sid = SELF.newSocketId();
    visitors.arrived(new SidRoom("/", sid, SELF), TWO);
    assertThat(routes.ofEmit(to(sid))).containsExactly(node(TWO));
    assertThat(routes.ofQuestion(to(sid)))
        .isEqualTo(new Routes.Way(List.of(node(TWO)), Set.of(TWO)));
    assertThat(routes.ofEmit(new Audience("/other", Set.of(sid), Set.of()))).isEmpty();
    visitors.nodeLeft(TWO);
    assertThat(routes.ofEmit(to(sid))).isEmpty();
  }

  @Test
  void aSocketOfADeadNodeIsABroadcast() {
    String sid = DEAD.newSocketId();
    assertThat(routes.ofEmit(to(sid))).containsExactly(Routes.BROADCAST);
    assertThat(routes.ofQuestion(to(sid)).nodes()).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void aRoomIsReachedThroughItsBucket() {
    assertThat(routes.ofEmit(to("red"))).containsExactly(buckets.channel(buckets.of("/", "red")));
  }

  @Test
  void whoHasToAnswerForARoomIsNotKnownAndAllAreAsked() {
    assertThat(routes.ofQuestion(to("red")))
        .isEqualTo(new Routes.Way(List.of(Routes.BROADCAST), Set.of(ONE, TWO)));
  }

  @Test
  void roomsOfOneBucketShareItsChannel() {
    String twin =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> "room " + i)
            .filter(room -> buckets.of("/", room) == buckets.of("/", "red"))
            .findFirst()
            .orElseThrow();
    String other =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> "room " + i)
            .filter(room -> buckets.of("/", room) != buckets.of("/", "red"))
            .findFirst()
            .orElseThrow();
    assertThat(routes.ofEmit(to("red", twin)))
        .containsExactly(buckets.channel(buckets.of("/", "red")));
    assertThat(routes.ofEmit(to("red", other))).containsExactly(Routes.BROADCAST);
    assertThat(routes.ofEmit(to("red", ONE.newSocketId()))).containsExactly(Routes.BROADCAST);
  }

  @Test
  void roomsAreBroadcastWhileANodeHearsNoBuckets() {
    List<Channel> bucket = routes.ofEmit(to("red"));
    assertThat(bucket).extracting(Channel::kind).containsExactly(Channel.Kind.ROOM);
    fallbacks.told(ONE, new Fallback(1, true));
    assertThat(routes.ofEmit(to("red"))).containsExactly(Routes.BROADCAST);
    assertThat(routes.ofEmit(to(TWO.newSocketId()))).containsExactly(node(TWO));
    fallbacks.told(ONE, new Fallback(2, false));
    assertThat(routes.ofEmit(to("red"))).isEqualTo(bucket);
  }
}
