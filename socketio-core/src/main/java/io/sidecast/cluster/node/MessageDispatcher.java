package io.sidecast.cluster.node;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.SidRoom;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.cluster.request.IncomingRequests;
import io.sidecast.cluster.routing.SidRoomRegistry;
import io.sidecast.packet.Audience;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Dispatches the messages of other nodes that concern sockets or the application.
 *
 * <p>A message that arrives on the channel of this node for one of its sockets is forwarded to the
 * other nodes with members in the room of that name. Thread-safe; runs on threads of the broker.
 */
final class MessageDispatcher {

  private final ClusterListener listener;
  private final Outbox outbox;
  private final IncomingRequests incoming;
  private final SidRoomRegistry registry;

  MessageDispatcher(
      ClusterListener listener,
      Outbox outbox,
      IncomingRequests incoming,
      SidRoomRegistry registry) {
    this.listener = listener;
    this.outbox = outbox;
    this.incoming = incoming;
    this.registry = registry;
  }

  void onMessage(Channel channel, NodeId origin, Message message) {
    if (message instanceof Message.Emit emit) {
      forwardTargets(channel, emit.audience(), origin).forEach(target -> send(target, emit));
      listener.onEmit(emit.audience(), emit.packet());
    } else if (message instanceof Message.Request request) {
      onRequest(channel, request);
    } else if (message instanceof Message.ServerSideEmit emit) {
      listener.onServerSideEmit(emit.namespace(), emit.packet());
    } else if (message instanceof Message.RegisterSidRoom register) {
      registry.register(register.room(), origin);
      send(origin, Message.Response.empty(register.requestId()));
    } else if (message instanceof Message.UnregisterSidRoom unregister) {
      registry.unregister(unregister.room(), origin);
    }
  }

  /**
   * Forwards a request before it is handled, so that the requester has the list of further nodes
   * before this node's response can be complete.
   */
  private void onRequest(Channel channel, Message.Request request) {
    Set<NodeId> forwardTargets =
        forwardTargets(channel, request.content().audience(), request.requester());
    if (!forwardTargets.isEmpty()) {
      send(request.requester(), new Message.Forwarded(request.id(), forwardTargets));
      forwardTargets.forEach(target -> send(target, request));
    }
    incoming.onRequest(request);
  }

  private Set<NodeId> forwardTargets(Channel channel, Audience audience, NodeId requester) {
    if (registry.isEmpty() || channel.kind() != Channel.Kind.NODE || audience.rooms().size() != 1) {
      return Set.of();
    }
    SidRoom room = SidRoom.of(audience.namespace(), audience.rooms().iterator().next());
    return room == null
        ? Set.of()
        : registry.of(room).stream()
            .filter(target -> !target.equals(requester))
            .collect(Collectors.toSet());
  }

  private void send(NodeId node, Message message) {
    var unused = outbox.publish(ClusterChannels.ofNode(node), message);
  }
}
