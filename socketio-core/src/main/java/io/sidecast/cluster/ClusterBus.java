package io.sidecast.cluster;

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

/**
 * The way to the other nodes of the cluster. Its stages complete on any thread, those of the
 * broker's client included. Any thread; no method blocks.
 */
public interface ClusterBus {

  /**
   * Joins the cluster. Called once; until then nothing can be emitted.
   *
   * @param listener hears what other nodes want
   * @return a stage that completes when this node receives what others send it, or fails with a
   *     {@link io.sidecast.broker.BrokerException} and leaves nothing behind
   */
  CompletionStage<Void> open(ClusterListener listener);

  /**
   * This node.
   *
   * @return its id, start and label
   */
  NodeInfo self();

  /**
   * The nodes that are known to be alive, this one included.
   *
   * @return a snapshot
   */
  List<NodeInfo> nodes();

  /**
   * Tells the other nodes that may hold some of the audience to deliver a packet.
   *
   * @param audience to whom
   * @param packet the packet
   * @return a stage that completes when the broker accepted the message, at once if no other node
   *     is concerned; it fails with a {@link io.sidecast.broker.BrokerException} or a {@link
   *     ClusterBusyException} if the message did not leave
   */
  CompletionStage<Void> emit(Audience audience, EncodedPacket packet);

  /**
   * Tells the applications of all other nodes.
   *
   * @param namespace the namespace whose listeners are meant
   * @param event the event
   * @return as of {@link #emit}
   */
  CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event);

  /**
   * Asks the other nodes that may hold some of the audience of a question.
   *
   * @param request what is asked
   * @param timeout how long to wait
   * @return a stage that completes when every node has answered to the end, or is known to be dead,
   *     and at the latest after the timeout, then with what has arrived; it fails as that of {@link
   *     #emit} does
   */
  CompletionStage<RemoteResponses> request(ClusterRequest request, Duration timeout);

  /**
   * A room has got its first member on this node.
   *
   * @param namespace the namespace
   * @param room the room, not the one with the member's own id
   */
  void occupied(String namespace, String room);

  /**
   * A room has lost its last member on this node. Called as often as {@link #occupied}.
   *
   * @param namespace the namespace
   * @param room the room
   */
  void vacated(String namespace, String room);

  /**
   * Whether this node hears what others emit to rooms that have members here.
   *
   * @param namespace the namespace
   * @param rooms the rooms
   * @return a stage that completes when what any node emits to these rooms from then on arrives
   *     here; it fails if the broker is down or refuses. That is put right later without being
   *     asked
   */
  CompletionStage<Void> inForce(String namespace, Collection<String> rooms);

  /**
   * What has passed through since the start.
   *
   * @return a snapshot
   */
  ClusterStats stats();

  /**
   * Says goodbye to the other nodes and closes the broker. Idempotent.
   *
   * @return a stage that completes when all is closed
   */
  CompletionStage<Void> close();

  /**
   * What other nodes have answered.
   *
   * @param parts what has arrived
   * @param outstanding how many answers each node had announced and not given when the time was up;
   *     nodes that owe none are not mentioned
   * @param missing the nodes that did not report at all in time, or died meanwhile
   */
  record RemoteResponses(
      List<ResponsePart> parts, Map<NodeId, Integer> outstanding, Set<NodeId> missing) {

    /** Nobody was asked. */
    public static final RemoteResponses NONE = new RemoteResponses(List.of(), Map.of(), Set.of());
  }

  /**
   * A bus over a broker, to be opened.
   *
   * @param settings this node's settings
   * @param opener opens the broker
   * @return the bus
   */
  static ClusterBus over(ClusterSettings settings, BrokerOpener opener) {
    return new BrokerBus(settings, opener);
  }

  /**
   * A cluster of one node, without a broker.
   *
   * @param self this node
   * @return the bus
   */
  static ClusterBus alone(NodeInfo self) {
    return new LocalBus(self);
  }
}
