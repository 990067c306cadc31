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
 * The rooms of all namespaces and the delivery to their members, on this node and on others.
 * Sockets of this node are served first and never wait for other nodes. No method blocks. The
 * stages complete on any thread. Thread-safe.
 */
public interface Adapter {

  /** The nodes that an emit or a request reaches. */
  enum Scope {
    /** This node only. */
    LOCAL,
    /** All nodes of the cluster. */
    CLUSTER
  }

  /**
   * The responses of all nodes. Immutable.
   *
   * @param parts the parts received
   * @param outstanding the number of parts that each node announced and did not send before the
   *     timeout; nodes without outstanding parts are absent
   * @param missing the ids of the nodes that did not report before the timeout, or left the cluster
   *     before they reported
   */
  record Responses(
      List<ResponsePart> parts, Map<String, Integer> outstanding, Set<String> missing) {

    /**
     * Returns the parts of one type.
     *
     * @param type the type
     * @param <A> the type
     * @return the parts in no particular order
     */
    public <A extends ResponsePart> Stream<A> of(Class<A> type) {
      return parts.stream().filter(type::isInstance).map(type::cast);
    }
  }

  /**
   * Creates the id of a new socket of this node.
   *
   * @return 20 characters of base64url
   */
  String newSocketId();

  /**
   * Creates an acknowledgement id.
   *
   * @return a number that no other pending event of this node uses
   */
  long newAckId();

  /**
   * Adds a socket, which becomes a member of the room with its id.
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
   * @param rooms the names of the rooms
   * @return a stage that completes when every emit to these rooms that starts from then on, on any
   *     node, reaches the socket. It fails if the broker is down or refuses: emits of this node
   *     reach the socket at once, those of other nodes after the broker has recovered, without
   *     another call
   */
  CompletionStage<Void> join(LocalSocket member, Collection<String> rooms);

  /**
   * Joins rooms for a socket that is not added yet. It becomes a member when it is added. {@link
   * #remove} cancels the reservation, also if the socket is never added. Calls for one socket must
   * not overlap with those of {@link #add} and {@link #remove}.
   *
   * @param member the socket
   * @param rooms the names of the rooms
   * @return a stage, see {@link #join}; it does not wait until the socket is added
   */
  CompletionStage<Void> reserve(LocalSocket member, Collection<String> rooms);

  /**
   * Removes a socket from a room.
   *
   * @param member the socket
   * @param room the name of the room
   * @return a stage that completes when no emit that starts from then on reaches the socket through
   *     this room
   */
  CompletionStage<Void> leave(LocalSocket member, String room);

  /**
   * Returns the rooms of a socket, including the room with its id.
   *
   * @param member the socket
   * @return a snapshot, empty for a socket that is not added or has been removed
   */
  Set<String> roomsOf(LocalSocket member);

  /**
   * Sends a packet to an audience. The sockets of this node receive it even if the stage fails.
   *
   * @param audience the receivers
   * @param packet the packet
   * @param scope the nodes concerned
   * @return a stage that completes when the sockets of this node have queued the packet and the
   *     broker has accepted it for the others. It fails if the broker did not accept it
   */
  CompletionStage<Void> emit(Audience audience, EncodedPacket packet, Scope scope);

  /**
   * Sends a request to every node that may hold sockets of its audience, including this one.
   *
   * @param request the request
   * @param timeout the timeout of the responses
   * @param scope the nodes concerned
   * @return a stage that completes when every node has responded completely or has left the
   *     cluster, and at the latest after the timeout with the parts received. It fails if the
   *     broker did not accept the request
   */
  CompletionStage<Responses> request(ClusterRequest request, Duration timeout, Scope scope);

  /**
   * Sends a request like {@link #request}, but not to this node.
   *
   * @param request the request
   * @param timeout the timeout of the responses
   * @return a stage, see {@link #request}
   */
  CompletionStage<Responses> requestOthers(ClusterRequest request, Duration timeout);

  /**
   * Sends an event to the servers of all other nodes.
   *
   * @param namespace the namespace whose listeners receive the event
   * @param event the event
   * @return a stage, see {@link #emit}
   */
  CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event);

  /**
   * Sets the listener of a namespace for events of other servers. It replaces the previous
   * listener.
   *
   * @param namespace the namespace
   * @param listener the listener that receives the events
   */
  void onServerSideEmit(String namespace, ServerListener listener);

  /**
   * Removes the listener of a namespace. Does nothing if the namespace has another listener.
   *
   * @param namespace the namespace
   * @param listener the listener to remove
   */
  void removeServerSideListener(String namespace, ServerListener listener);

  /**
   * Returns the number of namespaces for which this node holds state.
   *
   * @return the number of namespaces that have sockets here or a listener for events of other
   *     servers
   */
  int namespaceCount();

  /**
   * Returns the number of rooms that have members on this node.
   *
   * @return the number of rooms, without the rooms with the sockets' own ids
   */
  int roomCount();

  /**
   * Returns the members of the cluster, including this node.
   *
   * @return a snapshot
   */
  List<NodeInfo> nodes();

  /**
   * Joins the cluster. Before that, emits reach only the sockets of this node, and their stages
   * fail.
   *
   * @return a stage, see {@link ClusterBus#open}
   */
  CompletionStage<Void> open();

  /**
   * Creates an adapter.
   *
   * @param settings the settings of the adapter
   * @param bus the connection to the other nodes, not opened yet
   * @return the adapter
   */
  static Adapter over(AdapterSettings settings, ClusterBus bus) {
    return new ClusterAdapter(settings, bus);
  }
}
