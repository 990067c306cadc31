package io.sidecast.cluster.routing;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.SidRoom;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.operation.Audience;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Forwards messages that arrive on the channel of this node for a room that is named like one of
 * its sockets. The receivers are the other nodes with members in that room, according to the {@link
 * SidRoomRegistry}. It has rooms of this node only, so a receiver does not forward a message again.
 * Thread-safe.
 */
public final class SidRoomForwarder {

  private final NodeId self;
  private final SidRoomRegistry registry;
  private final Outbox outbox;

  public SidRoomForwarder(NodeId self, SidRoomRegistry registry, Outbox outbox) {
    this.self = self;
    this.registry = registry;
    this.outbox = outbox;
  }

  /**
   * Stores a registration of another node, and confirms it. A registration for a room of another
   * owner is dropped: no node sends one, and messages could go in circles.
   */
  public void onRegister(NodeId origin, Message.RegisterSidRoom register) {
    if (!register.room().owner().equals(self)) {
      outbox.counters().malformed.increment();
    } else if (registry.register(register.room(), origin)) {
      send(origin, Message.Response.empty(register.requestId()));
    } else {
      outbox.counters().full("characters in registered rooms", SidRoomRegistry.MAX_CHARACTERS);
    }
  }

  public void onUnregister(NodeId origin, Message.UnregisterSidRoom unregister) {
    registry.unregister(unregister.room(), origin);
  }

  /** Forwards an emit, with its trace, to the nodes with members, except its origin. */
  public void forward(Channel channel, Envelope envelope, Message.Emit emit) {
    targets(channel, emit.audience(), envelope.origin())
        .forEach(target -> send(target, envelope.message()));
  }

  /**
   * Forwards a request, with its trace, to the nodes with members, except the requester. The
   * requester first receives the list of these nodes. A request is forwarded before this node
   * handles it, so that the requester has the list before the response of this node can be
   * complete.
   */
  public void forward(Channel channel, Envelope envelope, Message.Request request) {
    Set<NodeId> targets = targets(channel, request.content().audience(), request.requester());
    if (!targets.isEmpty()) {
      send(request.requester(), new Message.Forwarded(request.id(), targets));
      targets.forEach(target -> send(target, envelope.message()));
    }
  }

  private Set<NodeId> targets(Channel channel, Audience audience, NodeId sender) {
    if (registry.isEmpty() || channel.kind() != Channel.Kind.NODE || audience.rooms().size() != 1) {
      return Set.of();
    }
    SidRoom room = SidRoom.of(audience.namespace(), audience.rooms().iterator().next());
    return room == null
        ? Set.of()
        : registry.of(room).stream()
            .filter(target -> !target.equals(sender))
            .collect(Collectors.toSet());
  }

  private void send(NodeId node, Message message) {
    var unused = outbox.publish(ClusterChannels.ofNode(node), message);
  }
}
