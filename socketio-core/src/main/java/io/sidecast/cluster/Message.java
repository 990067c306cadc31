package io.sidecast.cluster;

import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.ResponsePart;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What one node tells others. */
sealed interface Message {

  /** The bytes that it carries for others, roughly. */
  default int size() {
    return 0;
  }

  /**
   * Deliver a packet.
   *
   * @param audience to whom
   * @param packet the packet, encoded for the clients
   */
  record Emit(Audience audience, EncodedPacket packet) implements Message {
    @Override
    public int size() {
      return packet.size();
    }
  }

  /**
   * An event for the servers themselves.
   *
   * @param namespace the namespace whose listeners are meant
   * @param packet the event
   */
  record ServerSideEmit(String namespace, EncodedPacket packet) implements Message {
    @Override
    public int size() {
      return packet.size();
    }
  }

  /**
   * Answer a question, to the node that asks, which is not always the one that sends.
   *
   * @param requester the node that receives the replies
   * @param id chosen by the asker
   * @param timeout how long the asker waits
   * @param stamp the uptime of the asker when it asked, in milliseconds
   * @param content what is asked
   */
  record Request(NodeId requester, long id, Duration timeout, long stamp, ClusterRequest content)
      implements Message {

    @Override
    public int size() {
      return content.size();
    }
  }

  /**
   * A part of what a node answers.
   *
   * @param requestId the request that is answered
   * @param expected how many answers this node will have given in the end, as far as it knows now
   * @param parts answers that were not reported before
   */
  record Response(long requestId, int expected, List<ResponsePart> parts) implements Message {

    /** The answer to what only has to be confirmed. */
    static Response empty(long requestId) {
      return new Response(requestId, 0, List.of());
    }

    @Override
    public int size() {
      return parts.stream().mapToInt(ResponsePart::size).sum();
    }
  }

  /**
   * The sender cannot give its answers to a request: they cannot be encoded, or are too large for
   * the broker.
   *
   * @param requestId the request
   * @param reason why, in words for an operator
   */
  record RequestFailed(long requestId, String reason) implements Message {}

  /**
   * The sender has passed a request on, to nodes that will reply too.
   *
   * @param requestId the request
   * @param nodes who got it
   */
  record Forwarded(long requestId, Set<NodeId> nodes) implements Message {}

  /**
   * The sender has started, or hears the cluster again; every member answers with a welcome.
   *
   * @param sender the sender
   * @param isMember whether it holds sockets; else it only emits and asks
   */
  record Hello(NodeAnnouncement sender, boolean isMember) implements Message {}

  /**
   * The answer to a hello.
   *
   * @param sender the sender
   * @param others the other members that it knows
   */
  record Welcome(NodeAnnouncement sender, Set<NodeId> others) implements Message {}

  /**
   * The sender is alive.
   *
   * @param sender the sender
   */
  record Heartbeat(NodeAnnouncement sender) implements Message {}

  /**
   * From now on the sender hears what is meant for rooms by another way. Answered with an empty
   * {@link Response}, after which the receiver sends nothing by the old way.
   *
   * @param requestId the request
   * @param deliveryMode the way
   */
  record DeliveryModeChanged(long requestId, DeliveryMode deliveryMode) implements Message {}

  /** The sender leaves. */
  record Goodbye() implements Message {}

  /**
   * A node's message to itself: proof that the way through the broker works.
   *
   * @param stamp the uptime of the sender, in milliseconds
   * @param nonce a random number, drawn for this probe: {@link SentProbes} tells by it which
   *     process has sent the probe
   */
  record Probe(long stamp, long nonce) implements Message {}

  /**
   * A socket of the sender has joined a room that is named like a socket of the receiver: pass on
   * what comes for that room. Answered with an empty {@link Response}.
   *
   * @param requestId the request
   * @param room the room
   */
  record RegisterSidRoom(long requestId, SidRoom room) implements Message {}

  /**
   * No socket of the sender is in that room any more.
   *
   * @param room the room
   */
  record UnregisterSidRoom(SidRoom room) implements Message {}
}
