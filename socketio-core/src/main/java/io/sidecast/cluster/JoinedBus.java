package io.sidecast.cluster;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.ClusterBus.RemoteAcks;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node that has joined its cluster. Any thread; what touches the broker runs on the cluster
 * thread.
 */
final class JoinedBus {

  private final ClusterSettings settings;
  private final Broker broker;
  private final ClusterListener listener;
  private final ClusterThread thread;
  private final Counters counters = new Counters();
  private final Health health = new Health();
  private final Outbox outbox;
  private final Inbox inbox;
  private final AckRequests requests;
  private final Membership membership;
  private final Routes routes;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;
  private long lastBeat = System.nanoTime();

  /** Passes on what the broker says, to the inbox that exists only when the broker does. */
  private static final class Inlet implements BrokerListener {
    private volatile @Nullable Inbox inbox;

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      Inbox open = inbox;
      if (open != null) {
        open.onMessage(channel, envelope, position);
      }
    }

    @Override
    public void onState(BrokerState state, String reason) {
      Inbox open = inbox;
      if (open != null) {
        open.onState(state, reason);
      }
    }
  }

  private JoinedBus(ClusterSettings settings, Broker broker, ClusterListener listener) {
    NodeId self = settings.self().id();
    this.settings = settings;
    this.broker = broker;
    this.listener = listener;
    this.thread = new ClusterThread(self);
    this.outbox = new Outbox(broker, settings, thread, counters);
    this.inbox = new Inbox(self, counters, this::onEnvelope, this::onState);
    this.requests = new AckRequests(thread);
    this.membership = new Membership(settings.nodeTimeout(), this::onLeft);
    this.routes = new Routes(self, membership);
  }

  static CompletionStage<JoinedBus> open(
      ClusterSettings settings, BrokerOpener opener, ClusterListener listener) {
    var inlet = new Inlet();
    return opener
        .open(inlet)
        .thenCompose(
            broker -> {
              var bus = new JoinedBus(settings, broker, listener);
              inlet.inbox = bus.inbox;
              return bus.join();
            });
  }

  private CompletionStage<JoinedBus> join() {
    return onThread(() -> broker.subscribe(Routes.BROADCAST))
        .thenCompose(done -> onThread(() -> broker.subscribe(ownChannel())))
        .thenCompose(done -> outbox.publish(Routes.BROADCAST, new Message.Hello(self())))
        .thenApply(
            done -> {
              thread.every(settings.heartbeatInterval(), this::beat);
              return this;
            })
        .exceptionallyCompose(
            failure -> close().thenCompose(done -> CompletableFuture.failedStage(failure)));
  }

  private <T> CompletionStage<T> onThread(Supplier<CompletionStage<T>> call) {
    return CompletableFuture.supplyAsync(call, thread).thenCompose(stage -> stage);
  }

  private NodeInfo self() {
    return settings.self();
  }

  private Channel ownChannel() {
    return Routes.channelOf(self().id());
  }

  List<NodeInfo> nodes() {
    var nodes = new ArrayList<NodeInfo>();
    nodes.add(self());
    nodes.addAll(membership.nodes());
    return nodes;
  }

  CompletionStage<Void> emit(Audience audience, EncodedPacket packet) {
    Channel channel = routes.find(audience).channel();
    return channel == null
        ? CompletableFuture.completedStage(null)
        : outbox.publish(channel, new Message.Emit(audience, packet));
  }

  CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return outbox.publish(Routes.BROADCAST, new Message.ServerSideEmit(namespace, event));
  }

  CompletionStage<RemoteAcks> emitWithAck(
      Audience audience, EncodedPacket event, Duration timeout) {
    var route = routes.find(audience);
    Channel channel = route.channel();
    if (channel == null || route.nodes().isEmpty()) {
      return CompletableFuture.completedStage(RemoteAcks.NONE);
    }
    return requests.send(
        route.nodes(),
        timeout,
        id -> outbox.publish(channel, new Message.EmitWithAck(id, audience, event, timeout)));
  }

  ClusterStats stats() {
    return counters.snapshot(health.state());
  }

  private void onEnvelope(Envelope envelope) {
    NodeId origin = envelope.origin();
    Message message = envelope.message();
    membership.heard(origin);
    if (message instanceof Message.Emit emit) {
      listener.onEmit(emit.audience(), emit.packet());
    } else if (message instanceof Message.EmitWithAck emit) {
      answer(origin, emit);
    } else if (message instanceof Message.ServerSideEmit emit) {
      listener.onServerSideEmit(emit.namespace(), emit.packet());
    } else if (message instanceof Message.Acks acks) {
      requests.onAcks(origin, acks);
    } else if (message instanceof Message.Hello hello) {
      membership.joined(hello.node());
      outbox.publish(Routes.channelOf(origin), new Message.Heartbeat(self()));
    } else if (message instanceof Message.Heartbeat heartbeat) {
      membership.joined(heartbeat.node());
    } else if (message instanceof Message.Goodbye) {
      membership.left(origin);
    } else if (message instanceof Message.Probe probe) {
      health.probeReturned(probe.number());
    }
  }

  private void answer(NodeId origin, Message.EmitWithAck emit) {
    listener.onEmitWithAck(
        emit.audience(),
        emit.packet(),
        emit.timeout(),
        (clients, answers) ->
            outbox.publish(
                Routes.channelOf(origin), new Message.Acks(emit.requestId(), clients, answers)));
  }

  private void onState(BrokerState state, String reason) {
    health.brokerState(state, reason);
    thread.execute(() -> outbox.setOutage(state == BrokerState.DOWN));
    if (state == BrokerState.RESTORED) {
      membership.forgiveSilence();
      outbox.publish(Routes.BROADCAST, new Message.Hello(self()));
    }
  }

  private void onLeft(NodeId node) {
    requests.nodeLeft(node);
    inbox.forget(node);
  }

  /** Cluster thread only. Silence counts against others only while this node could hear them. */
  private void beat() {
    long now = System.nanoTime();
    boolean wasAsleep = now - lastBeat > settings.nodeTimeout().toNanos() / 2;
    lastBeat = now;
    if (!health.isConnected()) {
      return;
    }
    if (wasAsleep || health.state() == ClusterState.DEAF) {
      membership.forgiveSilence();
    }
    membership.expire();
    outbox.publish(Routes.BROADCAST, new Message.Heartbeat(self()));
    outbox.publish(ownChannel(), new Message.Probe(health.nextProbe()));
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
    CompletionStage<Void> goodbye = outbox.publish(Routes.BROADCAST, new Message.Goodbye());
    outbox.close();
    goodbye
        .handle((accepted, unheard) -> broker.close())
        .thenCompose(stage -> stage)
        .whenComplete((done, failure) -> finish(failure));
  }

  private void finish(@Nullable Throwable failure) {
    requests.close();
    thread.end();
    outbox.failRest();
    if (failure == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(failure);
    }
  }
}
