package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.ResponsePart;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The rooms of all namespaces. Any thread; no method blocks. Members of this node are always served
 * first and never wait for other nodes. The stages complete on any thread.
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
   * The answers of all nodes.
   *
   * @param parts what has arrived
   * @param outstanding how many answers each node had announced and not given when the time was up;
   *     nodes that owe none are not mentioned
   * @param missing the ids of the nodes that did not report at all in time, or died meanwhile
   */
  record Responses(
      List<ResponsePart> parts, Map<String, Integer> outstanding, Set<String> missing) {

    /**
     * The answers of one kind.
     *
     * @param type the kind
     * @param <A> the kind
     * @return the answers in no particular order
     */
    public <A extends ResponsePart> Stream<A> of(Class<A> type) {
      return parts.stream().filter(type::isInstance).map(type::cast);
    }
  }

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
  void add(LocalSocket member);

  /**
   * Removes a socket from all rooms.
   *
   * @param member the socket
   */
  void remove(LocalSocket member);

  /**
   * Adds a socket to rooms. Does nothing for a socket that is not added or has been removed.
   *
   * @param member the socket
   * @param rooms the rooms
   * @return a stage that completes when an emit to these rooms that starts now, on any node, will
   *     reach the socket; it fails if the broker is down or refuses: emits of this node reach the
   *     socket then, and those of others later, without being asked again
   */
  CompletionStage<Void> join(LocalSocket member, Collection<String> rooms);

  /**
   * Joins rooms for a socket that is not added yet: it is in them as soon as it is added. {@link
   * #remove} leaves them, also if the socket is never added. Calls for one socket do not overlap
   * with those of {@link #add} and {@link #remove}.
   *
   * @param member the socket
   * @param rooms the rooms
   * @return as of {@link #join}; it does not wait for the socket to be added
   */
  CompletionStage<Void> reserve(LocalSocket member, Collection<String> rooms);

  /**
   * Takes a socket out of a room.
   *
   * @param member the socket
   * @param room the room
   * @return a stage that completes when no emit that starts now will reach the socket by this room
   */
  CompletionStage<Void> leave(LocalSocket member, String room);

  /**
   * The rooms of a socket, the one with its id included.
   *
   * @param member the socket
   * @return a snapshot, empty for a socket that is not added or has been removed
   */
  Set<String> roomsOf(LocalSocket member);

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
   * Asks every node that may hold some of the audience of a question, this one included.
   *
   * @param request what is asked
   * @param timeout how long to wait
   * @param scope how far
   * @return a stage that completes when every node has answered to the end, or is known to be dead,
   *     and at the latest after the timeout, then with what has arrived; it fails if the broker did
   *     not accept the question
   */
  CompletionStage<Responses> request(ClusterRequest request, Duration timeout, Scope scope);

  /**
   * As {@link #request}, without this node.
   *
   * @param request what is asked
   * @param timeout how long to wait
   * @return as of {@link #request}
   */
  CompletionStage<Responses> requestOthers(ClusterRequest request, Duration timeout);

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
   * @param listener gets the events
   */
  void onServerSideEmit(String namespace, ServerListener listener);

  /**
   * Ends {@link #onServerSideEmit}. Does nothing if the namespace has another listener by now.
   *
   * @param namespace the namespace
   * @param listener its listener
   */
  void endServerSideEmit(String namespace, ServerListener listener);

  /**
   * The number of namespaces for which this node holds something.
   *
   * @return the number of those that have sockets here, or a listener to events of other servers
   */
  int namespaceCount();

  /**
   * The number of rooms that have members on this node.
   *
   * @return the number, without the rooms of sockets' own ids
   */
  int roomCount();

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
    return new ClusterAdapter(settings, bus);
  }
}
