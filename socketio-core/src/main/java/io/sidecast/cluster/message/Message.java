package io.sidecast.cluster.message;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.TraceContext;
import io.sidecast.cluster.membership.SentProbes;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A message from one node to others. Immutable. */
public sealed interface Message {

  /** The approximate size of the packets, responses or ids in this message, in bytes. */
  default int size() {
    return 0;
  }

  /** The message without the trace that it may name. */
  default Message withoutTrace() {
    return this;
  }

  /** A message that the application of a node has caused, and that may name a trace. */
  sealed interface Traceable extends Message {}

  /**
   * Delivers a packet.
   *
   * @param audience the audience of the packet
   * @param packet the packet, encoded for the clients
   */
  record Emit(Audience audience, EncodedPacket packet) implements Traceable {

    /** The approximate number of bytes for the name of a room. */
    private static final int NAME_BYTES = 24;

    @Override
    public int size() {
      return packet.size() + NAME_BYTES * (audience.rooms().size() + audience.except().size());
    }
  }

  /**
   * Delivers an event to the applications of other nodes.
   *
   * @param namespace the namespace whose listeners receive the event
   * @param packet the event
   */
  record ServerSideEmit(String namespace, EncodedPacket packet) implements Traceable {
    @Override
    public int size() {
      return packet.size();
    }
  }

  /**
   * Requests a response. The response goes to the requester, which differs from the sender if the
   * request was forwarded.
   *
   * @param requester the node that receives the responses
   * @param id the number of the request, unique for the requester
   * @param timeout how long the requester waits
   * @param stamp the uptime of the requester when it sent the request, in milliseconds
   * @param content the request
   */
  record Request(NodeId requester, long id, Duration timeout, long stamp, ClusterRequest content)
      implements Traceable {

    @Override
    public int size() {
      return content.size();
    }
  }

  /**
   * A part of the response of one node.
   *
   * @param requestId the id of the request
   * @param expected the total number of parts of this node, as far as it is known now
   * @param parts the parts that were not sent before
   */
  record Response(long requestId, int expected, List<ResponsePart> parts) implements Message {

    /** The response to a request that needs only a confirmation. */
    public static Response empty(long requestId) {
      return new Response(requestId, 0, List.of());
    }

    @Override
    public int size() {
      return parts.stream().mapToInt(ResponsePart::size).sum();
    }
  }

  /**
   * Reports that the sender cannot respond in full, for instance because its response parts cannot
   * be encoded or are too large for the broker.
   *
   * @param requestId the id of the request
   * @param reason the reason, in words for an operator
   */
  record RequestFailed(long requestId, String reason) implements Message {}

  /**
   * Reports that the sender has forwarded a request to nodes that will respond too.
   *
   * @param requestId the id of the request
   * @param nodes the nodes to which it was forwarded
   */
  record Forwarded(long requestId, Set<NodeId> nodes) implements Message {}

  /**
   * Announces that the sender has started or has reconnected. Every member responds with a {@link
   * Welcome}.
   *
   * @param sender the announcement of the sender
   * @param isMember whether the sender may hold sockets; otherwise it only emits and sends requests
   */
  record Hello(NodeAnnouncement sender, boolean isMember) implements Message {}

  /**
   * Responds to a {@link Hello}.
   *
   * @param sender the announcement of the sender
   * @param others the other members in the membership of the sender
   */
  record Welcome(NodeAnnouncement sender, Set<NodeId> others) implements Message {

    /** The approximate number of bytes for the id of a node. */
    private static final int ID_BYTES = 8;

    @Override
    public int size() {
      return ID_BYTES * others.size();
    }
  }

  /**
   * Announces that the sender is alive.
   *
   * @param sender the announcement of the sender
   */
  record Heartbeat(NodeAnnouncement sender) implements Message {}

  /**
   * Announces that the sender receives emits to rooms by another route from now on. The receiver
   * responds with an empty {@link Response}, and sends nothing by the old route after it.
   *
   * @param requestId the id of the request
   * @param deliveryMode the new delivery mode
   */
  record DeliveryModeChanged(long requestId, DeliveryMode deliveryMode) implements Message {}

  /** Announces that the sender leaves the cluster. */
  record Goodbye() implements Message {}

  /**
   * A message of a node to itself, which shows that its subscription works.
   *
   * @param stamp the uptime of the sender, in milliseconds
   * @param nonce a random number, drawn for this probe, by which {@link SentProbes} recognises the
   *     process that sent it
   */
  record Probe(long stamp, long nonce) implements Message {}

  /**
   * Registers the sender for a room that is named like a socket of the receiver: the receiver
   * forwards the messages for that room. It responds with an empty {@link Response}.
   *
   * @param requestId the id of the request
   * @param room the room
   */
  record RegisterSidRoom(long requestId, SidRoom room) implements Message {}

  /**
   * Ends a registration: no socket of the sender is in the room.
   *
   * @param room the room
   */
  record UnregisterSidRoom(SidRoom room) implements Message {}

  /**
   * Carries messages that waited for the same channel. The first one has the sequence number of the
   * envelope, and each other one the next number.
   *
   * @param messages the messages in order, 1 to {@value #MAX_MESSAGES}, none of them a batch
   */
  record Batch(List<Message> messages) implements Message {

    /** The maximum number of messages. */
    public static final int MAX_MESSAGES = 256;
  }

  /**
   * Carries a message together with the trace to which its delivery belongs.
   *
   * @param trace the trace
   * @param message the message
   */
  record Traced(TraceContext trace, Traceable message) implements Message {
    @Override
    public int size() {
      return trace.traceparent().length() + trace.tracestate().length() + message.size();
    }

    @Override
    public Message withoutTrace() {
      return message;
    }
  }
}
