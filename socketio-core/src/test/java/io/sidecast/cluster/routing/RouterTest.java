package io.sidecast.cluster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.membership.BroadcastModeNodes;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.DeliveryMode;
import io.sidecast.cluster.message.SidRoom;
import io.sidecast.operation.Audience;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterTest {

  private static final NodeId SELF = new NodeId("node-0");
  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");
  private static final NodeId DEAD = new NodeId("node-3");

  private final Membership membership =
      new Membership(SELF, Duration.ofSeconds(10), ClusterEvents.NONE);
  private final RoomBuckets buckets = new RoomBuckets(64);
  private final SidRoomRegistry registry = new SidRoomRegistry();
  private final BroadcastModeNodes broadcastNodes = new BroadcastModeNodes(Duration.ofSeconds(10));
  private final Router router = new Router(membership, buckets, registry, broadcastNodes);

  RouterTest() {
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
    assertThat(router.channelsForEmit(to())).containsExactly(ClusterChannels.BROADCAST);
    assertThat(router.routeForRequest(to()))
        .isEqualTo(new Router.Route(List.of(ClusterChannels.BROADCAST), Set.of(ONE, TWO)));
  }

  @Test
  void aSocketIsReachedThroughItsNode() {
    String sid = ONE.newSocketId();
    assertThat(router.channelsForEmit(to(sid))).containsExactly(node(ONE));
    assertThat(router.routeForRequest(to(sid)))
        .isEqualTo(new Router.Route(List.of(node(ONE)), Set.of(ONE)));
  }

  @Test
  void socketOfThisNodeHasNoRemoteChannel() {
    String sid = SELF.newSocketId();
    assertThat(router.channelsForEmit(to(sid))).isEmpty();
    assertThat(router.routeForRequest(to(sid)).nodes()).isEmpty();
  }

  @Test
  void unlessOthersAreInTheRoomOfItsName() {
    String sid = SELF.newSocketId();
    registry.register(new SidRoom("/", sid, SELF), TWO);
    assertThat(router.channelsForEmit(to(sid))).containsExactly(node(TWO));
    assertThat(router.routeForRequest(to(sid)))
        .isEqualTo(new Router.Route(List.of(node(TWO)), Set.of(TWO)));
    assertThat(router.channelsForEmit(new Audience("/other", Set.of(sid), Set.of()))).isEmpty();
    registry.nodeLeft(TWO);
    assertThat(router.channelsForEmit(to(sid))).isEmpty();
  }

  @Test
  void aSocketOfADeadNodeIsABroadcast() {
    String sid = DEAD.newSocketId();
    assertThat(router.channelsForEmit(to(sid))).containsExactly(ClusterChannels.BROADCAST);
    assertThat(router.routeForRequest(to(sid)).nodes()).containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void aRoomIsReachedThroughItsBucket() {
    assertThat(router.channelsForEmit(to("red")))
        .containsExactly(buckets.channel(buckets.of("/", "red")));
  }

  @Test
  void requestToARoomGoesToAllNodes() {
    assertThat(router.routeForRequest(to("red")))
        .isEqualTo(new Router.Route(List.of(ClusterChannels.BROADCAST), Set.of(ONE, TWO)));
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
    assertThat(router.channelsForEmit(to("red", twin)))
        .containsExactly(buckets.channel(buckets.of("/", "red")));
    assertThat(router.channelsForEmit(to("red", other))).containsExactly(ClusterChannels.BROADCAST);
    assertThat(router.channelsForEmit(to("red", ONE.newSocketId())))
        .containsExactly(ClusterChannels.BROADCAST);
  }

  @Test
  void roomsAreBroadcastWhileANodeIsInBroadcastMode() {
    List<Channel> bucket = router.channelsForEmit(to("red"));
    assertThat(bucket).extracting(Channel::kind).containsExactly(Channel.Kind.ROOM);
    broadcastNodes.update(ONE, new DeliveryMode(1, true));
    assertThat(router.channelsForEmit(to("red"))).containsExactly(ClusterChannels.BROADCAST);
    assertThat(router.channelsForEmit(to(TWO.newSocketId()))).containsExactly(node(TWO));
    broadcastNodes.update(ONE, new DeliveryMode(2, false));
    assertThat(router.channelsForEmit(to("red"))).isEqualTo(bucket);
  }
}
