package io.sidecast.cluster.node;

import static io.sidecast.cluster.node.RecordingNode.await;
import static io.sidecast.cluster.node.RecordingNode.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.Uptime;
import io.sidecast.cluster.message.CborEnvelopeCodec;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.SidRoom;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages of a publisher that is not a node, to nodes without envelope keys. */
@Timeout(120)
@Tag("slow")
class ForgedMessagesTest {

  private final LoopbackBroker.Hub hub = new LoopbackBroker.Hub();
  private final LoopbackBroker publisher = hub.connect(new NoListener());
  private final CborEnvelopeCodec codec = new CborEnvelopeCodec();
  private final List<RecordingNode> nodes = new ArrayList<>();
  private RecordingNode a;
  private RecordingNode b;

  /** Ignores everything. */
  private static final class NoListener implements BrokerListener {
    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {}

    @Override
    public void onState(BrokerState state, String reason) {}
  }

  @BeforeEach
  void start() {
    a = node();
    b = node();
    RecordingNode.awaitMembers(nodes);
  }

  private RecordingNode node() {
    var node = RecordingNode.start(hub, EnvelopeKeys.NONE);
    nodes.add(node);
    return node;
  }

  @AfterEach
  void close() {
    nodes.forEach(RecordingNode::close);
    hub.close();
  }

  private void forge(NodeId origin, Channel to, Message message) {
    publisher.publish(to, codec.encode(new Envelope(origin, 1_000_000, message)));
  }

  /** Asserts that emits of the first node arrive at the second. */
  private void assertDelivers() {
    await(
        "an emit to arrive",
        () -> {
          var unused = a.emit("fence");
          return b.emits.contains("fence");
        });
  }

  @Test
  void openRequestsAreBounded() {
    b.isSilent = true;
    int most = 100_000;
    var request = new ClusterRequest.Count(Audience.allSockets("/"));
    for (int i = 0; i <= most; i++) {
      long now = Uptime.millis();
      forge(
          a.info.id(),
          ClusterChannels.ofNode(b.info.id()),
          new Message.Request(a.info.id(), -i, Duration.ofDays(366), now, request));
    }
    await("one to be refused", () -> b.stats().overLimit() == 1);
    assertThat(b.stats().incomingRequests()).isEqualTo(most);
  }

  @Test
  void falseGoodbyesAreCounted() {
    forge(a.info.id(), ClusterChannels.BROADCAST, new Message.Goodbye());
    await("the node to leave and to come back", () -> b.stats().falseGoodbyes() == 1);
    assertThat(b.left).containsExactly(a.info.id());
    assertThat(b.bus.nodes()).contains(a.info);
    assertDelivers();
    var real = node();
    RecordingNode.awaitMembers(nodes);
    nodes.remove(real);
    real.close();
    await("a true goodbye", () -> b.left.contains(real.info.id()));
    assertThat(b.stats().falseGoodbyes()).isOne();
  }

  /** A forged probe looks like that of a clone, for the node timeout. */
  @Test
  void aProbeInTheNameOfANodeSilencesItForATimeOnly() {
    forge(a.info.id(), ClusterChannels.ofNode(a.info.id()), new Message.Probe(Uptime.millis(), 7));
    await("the node to be cloned", () -> a.stats().state() == ClusterState.CLONED);
    await("its recovery", () -> a.stats().state() == ClusterState.UP);
    assertDelivers();
  }

  /** The three nodes forward the messages for one room in a circle, according to registrations. */
  @Test
  void messagesAreForwardedOnce() {
    RecordingNode c = node();
    RecordingNode.awaitMembers(nodes);
    String sid = a.info.id().newSocketId();
    register(a, b, sid);
    register(b, c, sid);
    register(c, a, sid);
    await(c.bus.emit(new Audience("/", Set.of(sid), Set.of()), packet("once")));
    await("the emit to be forwarded", () -> b.emits.contains("once"));
    await(b.emit("fence"));
    await("a fence", () -> a.emits.contains("fence") && c.emits.contains("fence"));
    assertThat(a.emits).containsOnlyOnce("once");
    assertThat(b.emits).containsOnlyOnce("once");
    assertThat(c.emits).doesNotContain("once");
    assertThat(b.stats().malformed() + c.stats().malformed()).isEqualTo(2);
  }

  private void register(RecordingNode at, RecordingNode target, String sid) {
    var room = SidRoom.of("/", sid);
    assertThat(room).isNotNull();
    forge(
        target.info.id(),
        ClusterChannels.ofNode(at.info.id()),
        new Message.RegisterSidRoom(1_000_000, room));
  }
}
