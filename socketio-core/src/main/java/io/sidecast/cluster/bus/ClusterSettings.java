package io.sidecast.cluster.bus;

import io.sidecast.cluster.ClusterTracing;
import io.sidecast.cluster.EnvelopeKeys;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.OutboxLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which a node takes part in a cluster. Immutable.
 *
 * @param self this node
 * @param heartbeatInterval the interval of its heartbeats and of the probes of its own channel
 * @param nodeTimeout the silence after which another node counts as dead
 * @param outbox the limit of messages that wait for the broker
 * @param keys the keys that sign and verify envelopes, which may be none
 * @param part the role of this node
 * @param events the receiver of cluster events
 * @param tracing the traces of its messages; null for none
 */
public record ClusterSettings(
    NodeInfo self,
    Duration heartbeatInterval,
    Duration nodeTimeout,
    OutboxLimit outbox,
    EnvelopeKeys keys,
    Part part,
    ClusterEvents events,
    @Nullable ClusterTracing tracing) {

  /**
   * The role of a node. Immutable.
   *
   * @param isMember whether it may hold sockets, is listed as a node and receives requests;
   *     otherwise it only emits and sends requests
   * @param roomBuckets the number of buckets into which rooms are divided, the same on all nodes;
   *     0: the number of room channels that the broker supports for one node
   * @param broadcastAbove the number of occupied buckets above which the node enters broadcast
   *     mode; 0: never
   */
  public record Part(boolean isMember, int roomBuckets, int broadcastAbove) {}
}
