package io.sidecast.cluster;

import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The way to the other nodes of the cluster. Any thread; no method blocks. */
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
   * Tells the other nodes that may hold some of the audience to deliver an event, and collects the
   * acknowledgements of their clients.
   *
   * @param audience to whom
   * @param event the event, encoded without an acknowledgement id
   * @param timeout how long to wait
   * @return a stage that completes when every node has reported all its clients, and at the latest
   *     after the timeout, then with what has arrived; it fails as that of {@link #emit} does
   */
  CompletionStage<RemoteAcks> emitWithAck(Audience audience, EncodedPacket event, Duration timeout);

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
   * Acknowledgements of clients of other nodes.
   *
   * @param answers one for each client that answered
   * @param unanswered how many clients were asked and had not answered when the time was up
   * @param missing the nodes that did not report at all in time, or died meanwhile
   */
  record RemoteAcks(List<Payload> answers, int unanswered, Set<NodeId> missing) {

    /** Nobody was asked. */
    public static final RemoteAcks NONE = new RemoteAcks(List.of(), 0, Set.of());
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
    return new SingleNodeBus(self);
  }
}
