package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The rooms of all namespaces. Any thread; no method blocks. Members of this node are always served
 * first and never wait for other nodes.
 */
public interface Adapter {

  /** How far an emit goes. */
  enum Scope {
    /** To the sockets of this node only. */
    LOCAL,
    /** To the sockets of every node. */
    CLUSTER
  }

  /**
   * The acknowledgements of an audience.
   *
   * @param answers one for each client that answered
   * @param unanswered how many clients were asked and did not answer in time
   * @param missingNodes the ids of the nodes that did not report in time, or died meanwhile
   */
  record Acks(List<Payload> answers, int unanswered, Set<String> missingNodes) {}

  /**
   * Draws an id for a new socket of this node.
   *
   * @return 20 characters of base64url
   */
  String newSocketId();

  /**
   * Draws an acknowledgement id.
   *
   * @return a number that is not in use by another event of this node
   */
  long newAckId();

  /**
   * Adds a socket, which is then a member of the room with its id.
   *
   * @param member the socket
   */
  void add(Member member);

  /**
   * Removes a socket from all rooms.
   *
   * @param member the socket
   */
  void remove(Member member);

  /**
   * Adds a socket to rooms. Does nothing for a socket that is not added or has been removed.
   *
   * @param member the socket
   * @param rooms the rooms
   * @return a stage that completes when an emit to these rooms that starts now, on any node, will
   *     reach the socket
   */
  CompletionStage<Void> join(Member member, Collection<String> rooms);

  /**
   * Takes a socket out of a room.
   *
   * @param member the socket
   * @param room the room
   * @return a stage that completes when no emit that starts now will reach the socket by this room
   */
  CompletionStage<Void> leave(Member member, String room);

  /**
   * The rooms of a socket, the one with its id included.
   *
   * @param member the socket
   * @return a snapshot, empty for a socket that is not added or has been removed
   */
  Set<String> roomsOf(Member member);

  /**
   * Sends a packet to an audience.
   *
   * @param audience to whom
   * @param packet the packet
   * @param scope how far
   * @return a stage that completes when the packet was handed to the sockets of this node and
   *     accepted by the broker for the others; it fails if the broker did not accept it
   */
  CompletionStage<Void> emit(Audience audience, EncodedPacket packet, Scope scope);

  /**
   * Sends an event to an audience and collects the acknowledgements.
   *
   * @param audience to whom
   * @param event the event, encoded without an acknowledgement id
   * @param timeout how long to wait
   * @param scope how far
   * @return a stage that completes when every client has answered or left, and at the latest after
   *     the timeout, then with what has arrived; it fails if the broker did not accept the event
   */
  CompletionStage<Acks> emitWithAck(
      Audience audience, EncodedPacket event, Duration timeout, Scope scope);

  /**
   * Sends an event to the servers of all other nodes.
   *
   * @param namespace the namespace whose listeners are meant
   * @param event the event
   * @return as of {@link #emit}
   */
  CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event);

  /**
   * Listens to events from the servers of other nodes. A namespace has one listener, the last.
   *
   * @param namespace the namespace
   * @param listener gets the events on threads of the broker; neither blocks nor throws
   */
  void onServerSideEmit(String namespace, Consumer<EncodedPacket> listener);

  /**
   * The nodes that are known to be alive, this one included.
   *
   * @return a snapshot
   */
  List<NodeInfo> nodes();

  /**
   * Joins the cluster. Until then emits reach the sockets of this node only, and their stages fail.
   *
   * @return as of {@link ClusterBus#open}
   */
  CompletionStage<Void> open();

  /**
   * Makes an adapter.
   *
   * @param settings its settings
   * @param bus the way to the other nodes, not opened yet
   * @return the adapter
   */
  static Adapter over(AdapterSettings settings, ClusterBus bus) {
    return new RoomAdapter(new LocalSockets(settings), bus);
  }
}
