package io.sidecast.cluster.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.ClusterBusyException;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.ClusterSettings.Part;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.routing.RoomBuckets;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of one cluster in this JVM, over a broker with injected faults. */
@Timeout(120)
@Tag("slow")
class ClusterNodeTest {

  private static final Duration HEARTBEAT = Duration.ofMillis(200);
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

  /** For tests that wait for a death, and whose nodes may be taken for dead for a moment. */
  private static final Duration SHORT_NODE_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofMinutes(10);

  private final LoopbackBroker.Hub hub = new LoopbackBroker.Hub();
  private final List<Node> nodes = new ArrayList<>();
  private Duration nodeTimeout = NODE_TIMEOUT;

  /** A node, and the messages and events that it received. */
  private static final class Node implements ClusterListener, ClusterEvents {
    final NodeInfo info;
    final ConcurrentLinkedQueue<String> emits = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<ClusterRequest> incoming = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<NodeId> met = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<NodeId> left = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<LostMessages> losses = new ConcurrentLinkedQueue<>();
    volatile ResponsePart answer = new ResponsePart.Total(1);
    LoopbackBroker broker;
    ClusterBus bus;

    Node(NodeId id) {
      info = new NodeInfo(id, Instant.EPOCH, "node " + id);
    }

    @Override
    public boolean onEmit(Audience audience, EncodedPacket packet) {
      String text = new String(packet.head(), UTF_8);
      if (text.equals("error")) {
        throw new StackOverflowError("thrown by the test");
      }
      emits.add(text);
      return true;
    }

    @Override
    public Runnable onRequest(ClusterRequest request, Duration timeout, Responder replies) {
      incoming.add(request);
      replies.send(1, List.of(answer));
      return () -> {};
    }

    @Override
    public void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace) {
      emits.add(namespace);
    }

    @Override
    public void nodeJoined(NodeInfo node) {
      met.add(node.id());
    }

    @Override
    public void nodeLeft(NodeInfo node) {
      left.add(node.id());
    }

    @Override
    public void messagesLost(LostMessages lost) {
      losses.add(lost);
    }

    CompletionStage<Void> emit(String text, String... rooms) {
      return bus.emit(
          new Audience("/", Set.of(rooms), Set.of()),
          EncodedPacket.text(text.getBytes(UTF_8), List.of()));
    }

    boolean knows(Node other) {
      return bus.nodes().contains(other.info);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (Node node : nodes) {
      get(node.bus.close());
    }
    hub.close();
  }

  private Node node(boolean isMember) throws Exception {
    var node = new Node(NodeId.random());
    var settings =
        new ClusterSettings(
            node.info,
            HEARTBEAT,
            nodeTimeout,
            OutboxLimit.DEFAULT,
            EnvelopeKeys.NONE,
            new Part(isMember, 0, 0),
            node,
            null);
    node.bus =
        new BrokerBus(
            settings,
            listener -> {
              node.broker = hub.connect(listener);
              return new BrokerOpening(CompletableFuture.completedStage(node.broker), () -> {});
            });
    get(node.bus.open(node));
    nodes.add(node);
    return node;
  }

  private static void await(String what, BooleanSupplier fact) {
    Awaitility.await(what).atMost(40, TimeUnit.SECONDS).until(fact::getAsBoolean);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(40, TimeUnit.SECONDS);
  }

  /** Waits until emits of one node arrive at another. */
  private static void awaitDelivery(Node from, Node to, String... rooms) {
    await(
        "an emit to arrive",
        () -> {
          var unused = from.emit("fence", rooms);
          return to.emits.contains("fence");
        });
    to.emits.removeIf("fence"::equals);
  }

  private void assertHealed(Channel lost, String... rooms) {
    Node from = nodes.get(0);
    Node deaf = nodes.get(1);
    deaf.broker.loseSubscription(lost);
    await("the connection to be reopened", () -> deaf.broker.reopened.get() > 0);
    awaitDelivery(from, deaf, rooms);
    await("the state to be UP", () -> deaf.bus.stats().state() == ClusterState.UP);
    assertThat(from.broker.reopened).hasValue(0);
  }

  /** A join waits 500 ms for a welcome. The heartbeats of that time precede its end. */
  @Test
  void aJoiningNodeSendsHeartbeats() throws Exception {
    assertThat(node(true).bus.stats().published()).isGreaterThan(1); // more than the hello
  }

  @Test
  void probesMeasureTheBroker() throws Exception {
    long start = System.nanoTime();
    Node node = node(true);
    await(
        "two probes",
        () ->
            node.bus.stats().roundTripTime().count() > 1
                && node.bus.stats().publishTime().count() > 1);
    ClusterStats stats = node.bus.stats();
    long elapsed = System.nanoTime() - start;
    assertThat(stats.publishTime().nanos())
        .isPositive()
        .isLessThan(elapsed * stats.publishTime().count());
    assertThat(stats.roundTripTime().nanos())
        .isPositive()
        .isLessThan(elapsed * stats.roundTripTime().count());
    await("an empty outbox", () -> node.bus.stats().waitingBytes() == 0);
  }

  @Test
  void aLostBroadcastSubscriptionIsHealed() throws Exception {
    node(true);
    node(true);
    assertHealed(ClusterChannels.BROADCAST);
  }

  @Test
  void aLostSubscriptionOfTheNodesOwnChannelIsHealed() throws Exception {
    node(true);
    node(true);
    Node deaf = nodes.get(1);
    assertHealed(ClusterChannels.ofNode(deaf.info.id()), deaf.info.id().newSocketId());
  }

  @Test
  void aLostSubscriptionOfARoomIsHealed() throws Exception {
    node(true);
    node(true);
    Node deaf = nodes.get(1);
    deaf.bus.occupied("/", "red");
    get(deaf.bus.inForce("/", List.of("red")));
    assertHealed(new RoomBuckets(4).channel(new RoomBuckets(4).of("/", "red")), "red");
  }

  @Test
  void aNodeThatDiedDuringAnOutageDoesNotJoinAfterIt() throws Exception {
    nodeTimeout = SHORT_NODE_TIMEOUT;
    Node alive = node(true);
    Node cut = node(true);
    cut.broker.stall();
    Node dead = node(true);
    await("the node to join", () -> alive.knows(dead));
    await("heartbeats of the third", () -> dead.bus.stats().published() > 6);
    dead.broker.die();
    long death = System.nanoTime();
    await(
        "the node to time out and its messages to be stale",
        () -> !alive.knows(dead) && System.nanoTime() - death > nodeTimeout.toNanos());
    get(alive.emit("fence"));
    cut.broker.resume();
    await("the other to catch up", () -> cut.emits.contains("fence"));
    await("the node to be up to date", () -> cut.knows(alive) && cut.bus.stats().stale() > 0);
    assertThat(cut.met).doesNotContain(dead.info.id());
  }

  @Test
  void requestWithoutAWaitingRequesterIsNotHandled() throws Exception {
    Node alive = node(true);
    Node cut = node(true);
    await("both to meet", () -> alive.knows(cut) && cut.knows(alive));
    cut.broker.stall();
    var late = new ClusterRequest.Disconnect(Audience.allSockets("/"), true);
    RemoteResponses parts = get(alive.bus.request(late, Duration.ofMillis(300)));
    assertThat(parts.missing()).containsExactly(cut.info.id());
    get(alive.emit("fence"));
    var again = new ClusterRequest.Count(Audience.allSockets("/"));
    assertThat(get(alive.bus.request(again, Duration.ofMillis(300))).parts()).isEmpty();
    cut.broker.resume();
    await("the other to catch up", () -> cut.emits.contains("fence"));
    assertThat(cut.incoming).doesNotContain(late);
    assertThat(cut.bus.stats().stale()).isPositive();
    assertThat(get(alive.bus.request(late, LONG)).parts()).hasSize(1);
    assertThat(cut.incoming).contains(late);
  }

  @Test
  void anErrorInAHeartbeatDoesNotEndHeartbeats() throws Exception {
    nodeTimeout = SHORT_NODE_TIMEOUT;
    Node fails = node(true);
    Node other = node(true);
    fails.broker.failOn(7);
    await("its probes to fail", () -> fails.bus.stats().failed() > 3);
    fails.broker.failOn(5);
    await("the node to time out", () -> other.left.contains(fails.info.id()));
    fails.broker.stopFailing();
    await("its heartbeats to continue", () -> other.knows(fails));
  }

  @Test
  void anErrorOfTheListenerDoesNotEndReception() throws Exception {
    Node from = node(true);
    Node to = node(true);
    get(from.emit("error"));
    awaitDelivery(from, to);
  }

  @Test
  void responseThatTheBrokerRefusesIsReportedAtOnce() throws Exception {
    Node asks = node(true);
    Node parts = node(true);
    parts.answer = new ResponsePart.Acknowledgement(new Payload(new byte[200_000], List.of()));
    RemoteResponses got =
        get(asks.bus.request(new ClusterRequest.Sockets(Audience.allSockets("/"), 1), LONG));
    assertThat(got.missing()).containsExactly(parts.info.id());
    assertThat(got.parts()).isEmpty();
    assertThat(parts.bus.stats().incomingRequests()).isZero();
  }

  @Test
  void aRefusedEmitIsNoGap() throws Exception {
    Node from = node(true);
    Node to = node(true);
    get(from.emit("first"));
    assertThatThrownBy(() -> get(from.emit("x".repeat(200_000))))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(BrokerException.class);
    get(from.emit("last"));
    await("the last emit to arrive", () -> to.emits.contains("last"));
    assertThat(to.losses).isEmpty();
  }

  @Test
  void emittersThatComeAndGoLeaveNothing() throws Exception {
    Node stays = node(true);
    Node other = node(true);
    await("both to meet", () -> stays.knows(other) && other.knows(stays));
    int most = stays.bus.stats().trackedChannels() + 10;
    for (int i = 0; i < 200; i++) {
      Node target = node(false);
      get(target.bus.request(new ClusterRequest.Count(Audience.allSockets("/")), LONG));
      nodes.remove(target);
      if (i % 2 == 0) {
        target.broker.die(); // and says no goodbye
      }
      get(target.bus.close());
    }
    await("all channels to be removed", () -> stays.bus.stats().trackedChannels() <= most);
  }

  @Test
  void aFloodIsRefusedBeforeTheBrokersAnswersAreOverdue() throws Exception {
    Node floods = node(true);
    Node other = node(true);
    await("both to meet", () -> floods.knows(other) && other.knows(floods));
    floods.broker.withholdConfirmations();
    var refused = new CompletableFuture<Throwable>();
    await(
        "an emit to fail",
        () -> {
          floods
              .emit("flood")
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      refused.complete(failure);
                    }
                  });
          return refused.isDone();
        });
    assertThat(refused.join()).isInstanceOf(ClusterBusyException.class);
    long before = other.bus.stats().received();
    await("heartbeats to continue", () -> other.bus.stats().received() > before + 5);
    assertThat(other.left).isEmpty();
    floods.broker.confirmAll();
  }

  @Test
  void aRoomNamedLikeASidIsInForceWhenItsUnknownOwnerHasConfirmed() throws Exception {
    Node joins = node(true);
    joins.broker.stall();
    Node owner = node(true);
    String sid = owner.info.id().newSocketId();
    joins.bus.occupied("/", sid);
    var inForce = joins.bus.inForce("/", List.of(sid)).toCompletableFuture();
    assertThat(inForce).isNotDone();
    joins.broker.resume();
    get(inForce);
    get(owner.emit("to the room", sid));
    await("the emit to arrive", () -> joins.emits.contains("to the room"));
  }

  @Test
  void roomNamedLikeAnUnknownSidIsInForceAfterAWait() throws Exception {
    Node joins = node(true);
    String sid = NodeId.random().newSocketId();
    joins.bus.occupied("/", sid);
    get(joins.bus.inForce("/", List.of(sid)));
    joins.bus.vacated("/", sid);
    joins.bus.occupied("/", sid);
    assertThat(joins.bus.inForce("/", List.of(sid)).toCompletableFuture()).isDone();
  }

  @Test
  void closeDoesNotWaitForTheConfirmationOfItsGoodbye() throws Exception {
    Node node = node(true);
    node.broker.withholdConfirmations();
    get(node.bus.close());
  }

  /** A node that registers is not a member yet; if it dies, no other event reports its end. */
  @Test
  void aRegistrationOfANodeThatDiedBeforeItsJoinIsRemoved() throws Exception {
    Node owner = node(true);
    Node registers = node(false);
    String sid = owner.info.id().newSocketId();
    registers.bus.occupied("/", sid);
    get(registers.bus.inForce("/", List.of(sid)));
    assertThat(owner.bus.stats().sidRooms()).isEqualTo(1);
    registers.broker.die();
    await("the registration to be removed", () -> owner.bus.stats().sidRooms() == 0);
  }

  /** The registrations that were not published are repeated with the heartbeats. */
  @Test
  void aRegistrationThatFailedIsRepeated() throws Exception {
    Node owner = node(true);
    Node registers = node(true);
    await("both to meet", () -> owner.knows(registers) && registers.knows(owner));
    String sid = owner.info.id().newSocketId();
    registers.broker.failOn(11);
    registers.bus.occupied("/", sid);
    var refused = registers.bus.inForce("/", List.of(sid)).toCompletableFuture();
    await("the registration to fail", refused::isCompletedExceptionally);
    registers.broker.stopFailing();
    await("the registration to arrive", () -> owner.bus.stats().sidRooms() == 1);
    await(
        "the registration to be confirmed",
        () -> !isRefused(registers.bus.inForce("/", List.of(sid))));
    awaitDelivery(owner, registers, sid);
  }

  private static boolean isRefused(CompletionStage<?> stage) {
    return stage.toCompletableFuture().isCompletedExceptionally();
  }
}
