package io.sidecast.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.cluster.message.DeliveryMode;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.NodeAnnouncement;
import io.sidecast.cluster.node.ManualBroker;
import io.sidecast.cluster.queue.ClusterExecutor;
import io.sidecast.cluster.queue.Counters;
import io.sidecast.cluster.queue.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MembershipProtocolTest {

  private static final int BUCKETS = 8;

  private final NodeInfo self = node("node-0");
  private final ClusterExecutor thread = new ClusterExecutor(self.id(), null);
  private final Membership membership =
      new Membership(self.id(), Duration.ofMinutes(5), ClusterEvents.NONE);
  private final Counters counters = new Counters();
  private final MembershipProtocol protocol = protocol();

  @AfterEach
  void end() {
    thread.end();
  }

  private static NodeInfo node(String id) {
    return new NodeInfo(new NodeId(id), Instant.EPOCH, "a test");
  }

  private static NodeAnnouncement announcement(NodeInfo node) {
    return new NodeAnnouncement(0, node, BUCKETS, DeliveryMode.NONE);
  }

  private MembershipProtocol protocol() {
    var settings =
        new ClusterSettings(
            self,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            OutboxLimit.DEFAULT,
            EnvelopeKeys.NONE,
            new Part(true, BUCKETS, 0),
            ClusterEvents.NONE,
            null);
    var outbox = new Outbox(new ManualBroker(), settings, thread, counters);
    return new MembershipProtocol(
        () -> announcement(self),
        true,
        outbox,
        new MembershipProtocol.Peers(
            membership, new BroadcastModeNodes(settings.nodeTimeout()), node -> {}));
  }

  @Test
  void joinedNodeHasAllMembers() throws Exception {
    NodeInfo first = node("node-1");
    NodeInfo last = node("node-2");
    var known = protocol.arrive(thread).thenApply(done -> membership.ids()).toCompletableFuture();
    CompletableFuture.runAsync(() -> {}, thread).get(20, TimeUnit.SECONDS); // hello was sent
    protocol.onWelcome(new Message.Welcome(announcement(first), Set.of(self.id(), last.id())));
    protocol.onWelcome(new Message.Welcome(announcement(last), Set.of(self.id(), first.id())));
    assertThat(known.get(20, TimeUnit.SECONDS)).containsExactlyInAnyOrder(first.id(), last.id());
  }

  /** Another publisher sends hellos in the name of many nodes. */
  @Test
  void theMembersAreBounded() {
    int most = 2_000;
    for (int i = 0; i < most + 3; i++) {
      NodeInfo node = node("n" + (10_000 + i));
      protocol.onHello(new Message.Hello(announcement(node), true));
      protocol.onWelcome(new Message.Welcome(announcement(node), Set.of()));
      protocol.onHeartbeat(new Message.Heartbeat(announcement(node)));
    }
    assertThat(membership.ids()).hasSize(most);
    assertThat(counters.overLimit.sum()).isEqualTo(9);
    membership.left(new NodeId("n10000"));
    protocol.onHello(new Message.Hello(announcement(node("n99999")), true));
    assertThat(membership.isAlive(new NodeId("n99999"))).isTrue();
  }
}
