package io.sidecast.cluster.node;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.membership.MembershipProtocol;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.cluster.routing.SidRoomForwarder;
import io.sidecast.operation.DeliveryTrace;
import java.util.function.Consumer;

/**
 * Dispatches the messages of other nodes, by kind. Thread-safe; runs on threads of the broker, one
 * at a time for each channel.
 */
final class MessageDispatcher {

  private final boolean isMember;
  private final ClusterListener listener;
  private final MembershipProtocol protocol;
  private final RemoteNodes nodes;
  private final Consumer<LostMessages> dropped;
  private final Outbox outbox;
  private final SidRoomForwarder forwarder;
  private final MessageTraces traces;

  /**
   * The receivers of messages.
   *
   * @param listener receives the messages for sockets and for the application
   * @param protocol receives the messages about membership
   * @param nodes stores the state of other nodes
   * @param dropped receives the emits that an overloaded node drops
   * @param traces the traces that messages name
   */
  record Receivers(
      ClusterListener listener,
      MembershipProtocol protocol,
      RemoteNodes nodes,
      Consumer<LostMessages> dropped,
      MessageTraces traces) {}

  MessageDispatcher(ClusterSettings settings, Outbox outbox, Receivers receivers) {
    this.isMember = settings.part().isMember();
    this.listener = receivers.listener();
    this.protocol = receivers.protocol();
    this.nodes = receivers.nodes();
    this.dropped = receivers.dropped();
    this.traces = receivers.traces();
    this.outbox = outbox;
    this.forwarder = new SidRoomForwarder(settings.self().id(), nodes.registry(), outbox);
  }

  /** Dispatches a message, unless it is stale. */
  void dispatch(Channel channel, Envelope envelope) {
    Message message = envelope.message().withoutTrace();
    if (nodes.stale().drops(channel, message)) {
      return;
    }
    nodes.membership().touch(envelope.origin());
    if (!dispatchToNode(envelope.origin(), message) && isMember) {
      dispatchToMember(channel, envelope, message);
    }
  }

  /** Dispatches a message that every node handles. Returns false if it is of another kind. */
  private boolean dispatchToNode(NodeId origin, Message message) {
    if (message instanceof Message.Response response) {
      nodes.pending().onResponse(origin, response);
    } else if (message instanceof Message.RequestFailed failed) {
      nodes.pending().onRequestFailed(origin, failed);
    } else if (message instanceof Message.Forwarded forwarded) {
      nodes.pending().onForwarded(forwarded);
    } else if (message instanceof Message.Hello hello) {
      nodes.registry().nodeLeft(origin); // a restarted node registers again
      protocol.onHello(hello);
    } else if (message instanceof Message.Welcome welcome) {
      protocol.onWelcome(welcome);
    } else if (message instanceof Message.Heartbeat heartbeat) {
      protocol.onHeartbeat(heartbeat);
    } else if (message instanceof Message.DeliveryModeChanged changed) {
      nodes.broadcastNodes().update(origin, changed.deliveryMode());
      outbox.publish(ClusterChannels.ofNode(origin), Message.Response.empty(changed.requestId()));
    } else if (message instanceof Message.Goodbye) {
      protocol.onGoodbye(origin);
      nodes.onGoodbye(origin);
    } else {
      return false;
    }
    return true;
  }

  /** Dispatches a message that concerns sockets or the application. */
  private void dispatchToMember(Channel channel, Envelope envelope, Message message) {
    DeliveryTrace trace = traces.of(envelope.message());
    if (message instanceof Message.Emit emit) {
      forwarder.forward(channel, envelope, emit);
      if (!deliver(emit, trace)) {
        dropped.accept(new LostMessages(envelope.origin(), channel.kind(), 1));
      }
    } else if (message instanceof Message.Request request) {
      forwarder.forward(channel, envelope, request);
      nodes.incoming().onRequest(request, trace);
    } else if (message instanceof Message.ServerSideEmit emit) {
      listener.onServerSideEmit(emit.namespace(), emit.packet(), trace);
    } else if (message instanceof Message.RegisterSidRoom register) {
      forwarder.onRegister(envelope.origin(), register);
    } else if (message instanceof Message.UnregisterSidRoom unregister) {
      forwarder.onUnregister(envelope.origin(), unregister);
    }
  }

  private boolean deliver(Message.Emit emit, DeliveryTrace trace) {
    DeliveryTrace.Handling handling = trace.begin();
    try {
      return listener.onEmit(emit.audience(), emit.packet());
    } finally {
      handling.end(null);
    }
  }
}
