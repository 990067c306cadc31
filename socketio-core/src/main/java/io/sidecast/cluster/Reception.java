package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import io.sidecast.packet.Audience;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Does what other nodes say about sockets. Threads of the broker.
 *
 * <p>What comes on the channel of this node for one of its sockets is passed on to other nodes with
 * members in the room of that name.
 */
final class Reception {

  private final ClusterListener listener;
  private final Outbox outbox;
  private final OpenQuestions questions;
  private final Visitors visitors;

  Reception(ClusterListener listener, Outbox outbox, OpenQuestions questions, Visitors visitors) {
    this.listener = listener;
    this.outbox = outbox;
    this.questions = questions;
    this.visitors = visitors;
  }

  void onMessage(Channel channel, NodeId origin, Message message) {
    if (message instanceof Message.Emit emit) {
      guests(channel, emit.audience(), origin).forEach(guest -> send(guest, emit));
      listener.onEmit(emit.audience(), emit.packet());
    } else if (message instanceof Message.Request request) {
      onRequest(channel, request);
    } else if (message instanceof Message.ServerSideEmit emit) {
      listener.onServerSideEmit(emit.namespace(), emit.packet());
    } else if (message instanceof Message.Visit visit) {
      visitors.arrived(visit.room(), origin);
      send(origin, Message.Reply.empty(visit.requestId()));
    } else if (message instanceof Message.VisitEnded ended) {
      visitors.left(ended.room(), origin);
    }
  }

  /** The asker learns of guests before it can have all our answers. */
  private void onRequest(Channel channel, Message.Request request) {
    Set<NodeId> guests = guests(channel, request.question().audience(), request.asker());
    if (!guests.isEmpty()) {
      send(request.asker(), new Message.PassedOn(request.id(), guests));
      guests.forEach(guest -> send(guest, request));
    }
    questions.onRequest(request);
  }

  private Set<NodeId> guests(Channel channel, Audience audience, NodeId asker) {
    if (visitors.isEmpty() || channel.kind() != Channel.Kind.NODE || audience.rooms().size() != 1) {
      return Set.of();
    }
    SidRoom room = SidRoom.of(audience.namespace(), audience.rooms().iterator().next());
    return room == null
        ? Set.of()
        : visitors.of(room).stream()
            .filter(guest -> !guest.equals(asker))
            .collect(Collectors.toSet());
  }

  private void send(NodeId node, Message message) {
    var unused = outbox.publish(Routes.channelOf(node), message);
  }
}
