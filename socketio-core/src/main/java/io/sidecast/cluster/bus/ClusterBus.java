package io.sidecast.cluster.bus;

import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The connection of one node to the other nodes of its cluster. No method blocks. Its stages
 * complete on any thread, including those of the broker's client. Thread-safe.
 */
public interface ClusterBus {

  /**
   * Joins the cluster. Called once; before it completes, emits and requests fail.
   *
   * @param listener the receiver of the messages of other nodes
   * @return a stage that completes when this node receives the messages of the other nodes; it
   *     fails with a {@link io.sidecast.broker.BrokerException}, and then releases everything that
   *     it has opened
   */
  CompletionStage<Void> open(ClusterListener listener);

  /**
   * This node.
   *
   * @return the id, start and label of this node
   */
  NodeInfo self();

  /**
   * The live members of the cluster in the view of this node. Includes this node if it is a member.
   *
   * @return a snapshot of the live members
   */
  List<NodeInfo> nodes();

  /**
   * Publishes a packet to the other nodes that may hold some of its audience.
   *
   * @param audience the audience of the packet
   * @param packet the packet
   * @return a stage that completes when the broker has accepted the message, at once if no other
   *     node is concerned; it fails with a {@link io.sidecast.broker.BrokerException} or a {@link
   *     ClusterBusyException} if the message was not sent
   */
  CompletionStage<Void> emit(Audience audience, EncodedPacket packet);

  /**
   * Publishes an event to the applications of all other nodes.
   *
   * @param namespace the namespace whose listeners receive the event
   * @param event the event
   * @return a stage that completes and fails as that of {@link #emit}
   */
  CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event);

  /**
   * Sends a request to the other nodes that may hold some of its audience.
   *
   * @param request the request
   * @param timeout how long to wait for the responses
   * @return a stage that completes when every node has responded in full or has left the cluster,
   *     and at the latest after the timeout, then with the parts that have arrived; it fails as
   *     that of {@link #emit}
   */
  CompletionStage<RemoteResponses> request(ClusterRequest request, Duration timeout);

  /**
   * Records that a room has its first member on this node.
   *
   * @param namespace the namespace of the room
   * @param room the name of the room, other than the one that every socket has under its own id
   */
  void occupied(String namespace, String room);

  /**
   * Records that a room has lost its last member on this node. Called once for each {@link
   * #occupied}.
   *
   * @param namespace the namespace of the room
   * @param room the name of the room
   */
  void vacated(String namespace, String room);

  /**
   * Reports when this node receives the emits of other nodes to rooms that have members here.
   *
   * @param namespace the namespace of the rooms
   * @param rooms the names of the rooms
   * @return a stage that completes when every emit to these rooms that starts from then on, on any
   *     node, arrives here; it fails with a {@link io.sidecast.broker.BrokerException} if the
   *     broker is down or refuses the subscription, which is then retried without another call
   */
  CompletionStage<Void> inForce(String namespace, Collection<String> rooms);

  /**
   * The counters since the start, and the current state.
   *
   * @return a snapshot of the counters
   */
  ClusterStats stats();

  /**
   * Leaves the cluster and closes the broker. Idempotent.
   *
   * @return a stage that completes when everything is closed
   */
  CompletionStage<Void> close();

  /**
   * The responses of other nodes to one request. Immutable.
   *
   * @param parts the parts that have arrived
   * @param outstanding the number of parts that a node announced and did not send before the
   *     timeout; nodes that owe none are absent
   * @param missing the nodes that did not respond before the timeout, left the cluster before they
   *     had responded in full, or reported that they cannot respond
   */
  record RemoteResponses(
      List<ResponsePart> parts, Map<NodeId, Integer> outstanding, Set<NodeId> missing) {

    /** The responses to a request that concerns no other node. */
    public static final RemoteResponses NONE = new RemoteResponses(List.of(), Map.of(), Set.of());
  }
}
