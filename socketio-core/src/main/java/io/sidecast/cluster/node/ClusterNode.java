package io.sidecast.cluster.node;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.HostLoop;
import io.sidecast.cluster.bus.Uptime;
import io.sidecast.cluster.membership.BroadcastModeNodes;
import io.sidecast.cluster.membership.Health;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.membership.MembershipProtocol;
import io.sidecast.cluster.membership.Probes;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.NodeAnnouncement;
import io.sidecast.cluster.queue.ClusterExecutor;
import io.sidecast.cluster.queue.Counters;
import io.sidecast.cluster.queue.Echoes;
import io.sidecast.cluster.queue.Inbox;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.cluster.queue.StaleMessages;
import io.sidecast.cluster.request.IncomingRequests;
import io.sidecast.cluster.request.PendingRequests;
import io.sidecast.cluster.routing.BroadcastModeController;
import io.sidecast.cluster.routing.BucketSubscriptions;
import io.sidecast.cluster.routing.RoomBuckets;
import io.sidecast.cluster.routing.RoomSubscriptions;
import io.sidecast.cluster.routing.Router;
import io.sidecast.cluster.routing.SidRoomRegistrations;
import io.sidecast.cluster.routing.SidRoomRegistry;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster, over an open broker. Calls of the broker run on the cluster thread.
 * Thread-safe.
 */
final class ClusterNode implements Inbox.Receiver {

  /** The maximum number of bytes of responses that requests of this node collect together. */
  private static final long MAX_RESPONSE_BYTES = Runtime.getRuntime().maxMemory() / 8;

  /** How long a close waits for the broker to accept the goodbye. */
  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(2);

  private final ClusterSettings settings;
  private final Broker broker;
  private final ClusterExecutor thread;
  private final Counters counters;
  private final Echoes echoes;
  private final StaleMessages stale;
  private final Health health;
  private final Outbox outbox;
  private final MessageTraces traces;
  private final Probes probes;
  private final Inbox inbox;
  private final Membership membership;
  private final MembershipProtocol protocol;
  private final PendingRequests requests;
  private final IncomingRequests incoming;
  private final SidRoomRegistrations sidRooms;
  private final SidRoomRegistry registry = new SidRoomRegistry();
  private final BroadcastModeNodes broadcastNodes;
  private final BroadcastModeController broadcastMode;
  private final RemoteNodes remote;
  private final MessageDispatcher dispatcher;
  private final Router router;
  private final BucketSubscriptions rooms;
  private final RoomSubscriptions roomSubscriptions;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;
  private long lastHeartbeat = System.nanoTime();

  /**
   * Creates a node over an open broker.
   *
   * @param inbox the listener of the broker, not started
   * @param loop the event loop of a server that has only one
   */
  ClusterNode(
      ClusterSettings settings,
      Broker broker,
      Inbox inbox,
      ClusterListener listener,
      @Nullable HostLoop loop) {
    NodeId self = settings.self().id();
    var buckets = new RoomBuckets(roomBuckets(settings, broker));
    this.settings = settings;
    this.broker = broker;
    this.inbox = inbox;
    this.counters = inbox.counters();
    this.echoes = new Echoes(counters);
    this.thread = new ClusterExecutor(self, loop);
    this.stale = new StaleMessages(echoes, counters, settings);
    this.health = new Health(echoes, settings);
    this.outbox = new Outbox(broker, settings, thread, counters);
    this.traces = new MessageTraces(settings.tracing(), outbox);
    this.probes = new Probes(settings, outbox, new Probes.Observers(echoes, health));
    this.membership = new Membership(self, settings.nodeTimeout(), settings.events());
    this.requests = new PendingRequests(thread, membership, counters, MAX_RESPONSE_BYTES);
    this.sidRooms = new SidRoomRegistrations(outbox, requests, membership, settings);
    this.incoming = new IncomingRequests(listener, outbox, broker.features().maxEnvelopeBytes());
    this.broadcastNodes = new BroadcastModeNodes(settings.nodeTimeout());
    this.router = new Router(membership, buckets, registry, broadcastNodes);
    this.rooms = new BucketSubscriptions(broker, thread, buckets, inbox.gaps()::forget);
    this.roomSubscriptions = new RoomSubscriptions(buckets, rooms, sidRooms);
    this.broadcastMode =
        new BroadcastModeController(
            settings,
            rooms,
            thread,
            new BroadcastModeController.Peers(membership, requests, outbox));
    this.protocol =
        new MembershipProtocol(
            this::announcement,
            settings.part().isMember(),
            outbox,
            new MembershipProtocol.Peers(
                membership, broadcastNodes, node -> sidRooms.registerAgain(node.id())));
    this.remote =
        new RemoteNodes(
            membership,
            broadcastNodes,
            requests,
            incoming,
            sidRooms,
            registry,
            stale,
            inbox.gaps());
    this.dispatcher =
        new MessageDispatcher(
            settings,
            outbox,
            new MessageDispatcher.Receivers(listener, protocol, remote, this::onDropped, traces));
    membership.addLeaveListener(remote::forget);
  }

  private NodeAnnouncement announcement() {
    return new NodeAnnouncement(
        Uptime.millis(), settings.self(), rooms.buckets(), broadcastMode.self());
  }

  private static int roomBuckets(ClusterSettings settings, Broker broker) {
    int wanted = settings.part().roomBuckets();
    return wanted == 0 ? broker.features().roomChannels() : wanted;
  }

  /**
   * Joins the cluster. A failure, or a concurrent close, releases all resources.
   *
   * @return a stage that completes when the welcome of the other members has arrived; it fails with
   *     a {@link BrokerException}
   */
  CompletionStage<Void> join() {
    inbox.start(this);
    return onThread(this::checkRoomBuckets)
        .thenCompose(done -> onThread(() -> broker.subscribe(ClusterChannels.BROADCAST)))
        .thenCompose(done -> onThread(() -> broker.subscribe(ownChannel())))
        .thenCompose(done -> onThread(this::arrive))
        .exceptionallyCompose(
            failure -> close().thenCompose(done -> CompletableFuture.failedStage(failure)));
  }

  /**
   * Sends hello and starts the heartbeats, unless this node is closed: no message may follow its
   * goodbye. The other nodes count the node timeout from the hello, so heartbeats do not wait for
   * the welcomes. Confined to the cluster thread.
   */
  private CompletionStage<Void> arrive() {
    if (closing) {
      return CompletableFuture.failedStage(BrokerException.closed());
    }
    thread.every(settings.heartbeatInterval(), this::runPeriodicTasks);
    return protocol.arrive(thread);
  }

  private CompletionStage<Void> checkRoomBuckets() {
    int wanted = roomBuckets(settings, broker);
    int able = broker.features().roomChannels();
    return wanted <= able
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(
            new BrokerException(
                BrokerException.Kind.BAD_CONFIG,
                "%d room buckets exceed the %d room channels of this broker: lower roomBuckets on all nodes, or raise the broker's limit"
                    .formatted(wanted, able)));
  }

  private <T> CompletionStage<T> onThread(Supplier<CompletionStage<T>> call) {
    return CompletableFuture.supplyAsync(call, thread).thenCompose(stage -> stage);
  }

  private Channel ownChannel() {
    return ClusterChannels.ofNode(settings.self().id());
  }

  List<NodeInfo> nodes() {
    var nodes = new ArrayList<NodeInfo>();
    if (settings.part().isMember()) {
      nodes.add(settings.self());
    }
    nodes.addAll(membership.nodes());
    return nodes;
  }

  RoomSubscriptions roomSubscriptions() {
    return roomSubscriptions;
  }

  CompletionStage<Void> emit(Audience audience, EncodedPacket packet) {
    return health.isCloned()
        ? health.clonedFailure()
        : traces.publish(router.channelsForEmit(audience), new Message.Emit(audience, packet));
  }

  CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return health.isCloned()
        ? health.clonedFailure()
        : traces.publish(Router.BROADCAST_ONLY, new Message.ServerSideEmit(namespace, event));
  }

  CompletionStage<RemoteResponses> request(ClusterRequest request, Duration timeout) {
    if (health.isCloned()) {
      return health.clonedFailure();
    }
    Router.Route route = router.routeForRequest(request.audience());
    NodeId self = settings.self().id();
    return route.nodes().isEmpty()
        ? CompletableFuture.completedStage(RemoteResponses.NONE)
        : requests.send(
            route.nodes(),
            timeout,
            id ->
                traces.publish(
                    route.channels(),
                    new Message.Request(self, id, timeout, Uptime.millis(), request)));
  }

  ClusterStats stats() {
    return new ClusterStats(
        counters.published.sum(),
        counters.failed.sum(),
        counters.received.sum(),
        counters.own.sum(),
        counters.malformed.sum(),
        counters.refused.sum(),
        counters.lost.sum(),
        counters.stale.sum(),
        counters.overLimit.sum(),
        counters.falseGoodbyes.sum(),
        requests.size(),
        incoming.size(),
        rooms.size(),
        sidRooms.size() + registry.size(),
        outbox.channels() + inbox.trackedChannels() + stale.size(),
        outbox.waitingBytes(),
        counters.publishTime.sum(),
        counters.roundTripTime.sum(),
        health.state());
  }

  @Override
  public void onEnvelope(Channel channel, Envelope envelope) {
    dispatcher.dispatch(channel, envelope);
  }

  @Override
  public void onProbe(Channel channel, Message.Probe probe) {
    probes.arrived(channel, probe);
  }

  @Override
  public void onEcho(Channel channel, long stamp) {
    echoes.returned(channel, stamp);
  }

  @Override
  public void onLost(LostMessages lost) {
    settings.events().messagesLost(lost);
  }

  private void onDropped(LostMessages dropped) {
    counters.lost.add(dropped.count());
    onLost(dropped);
  }

  @Override
  public void onState(BrokerState state, String reason) {
    boolean outage = state == BrokerState.DOWN;
    // First, because a caller that observes DOWN may rely on the outage buffer.
    thread.execute(() -> outbox.setOutage(outage));
    health.brokerState(state, reason);
    rooms.setOutage(outage);
    if (state == BrokerState.RESTORED) {
      membership.restartTimeouts();
      probes.send(ownChannel());
      var unused = protocol.sendHello(ClusterChannels.BROADCAST);
    }
  }

  /**
   * Runs the periodic tasks. Other nodes time out only while this node could receive their
   * messages. Confined to the cluster thread.
   */
  private void runPeriodicTasks() {
    if (closing) {
      return;
    }
    long now = System.nanoTime();
    boolean wasSuspended = now - lastHeartbeat > settings.nodeTimeout().toNanos() / 2;
    lastHeartbeat = now;
    remote.expire();
    inbox.expire();
    outbox.onHeartbeat(this::isGone);
    if (!health.isConnected()) {
      return;
    }
    echoes.retainRooms(rooms::isInForce);
    health.review().ifPresent(broker::reopen);
    if (wasSuspended || health.state() == ClusterState.DEAF || !stale.isUpToDate()) {
      membership.restartTimeouts();
    } else {
      broadcastNodes.expire();
    }
    membership.expire();
    broadcastMode.review();
    if (settings.part().isMember()) {
      echoes.sent(ClusterChannels.BROADCAST);
      protocol.sendHeartbeat();
    }
    sidRooms.retry();
    probes.send(ownChannel());
    Channel room = rooms.next();
    if (room != null) {
      probes.send(room);
    }
  }

  private boolean isGone(Channel channel) {
    return channel.kind() == Channel.Kind.NODE
        && !channel.equals(ownChannel())
        && !membership.isAlive(new NodeId(channel.name()));
  }

  CompletionStage<Void> close() {
    thread.execute(this::leave);
    return closed;
  }

  private void leave() {
    if (closing) {
      return;
    }
    closing = true;
    CompletionStage<Void> goodbye = protocol.leave();
    thread.execute(() -> closeAfter(goodbye));
  }

  private void closeAfter(CompletionStage<Void> goodbye) {
    outbox.close();
    goodbye
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(null, GOODBYE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .handle((accepted, failure) -> onThread(broker::close))
        .thenCompose(stage -> stage)
        .whenComplete((done, failure) -> finish(failure));
  }

  private void finish(@Nullable Throwable failure) {
    requests.close();
    rooms.close();
    thread.end();
    if (failure == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(failure);
    }
  }
}
