package io.sidecast.cluster;

import java.time.Duration;

/**
 * The settings with which a node takes part in a cluster. Immutable.
 *
 * @param self this node
 * @param heartbeatInterval the interval of its heartbeats and of the probes of its own channel
 * @param nodeTimeout the silence after which another node counts as dead
 * @param outbox the limit of messages that wait for the broker
 * @param part the role of this node
 * @param events the receiver of cluster events
 */
public record ClusterSettings(
    NodeInfo self,
    Duration heartbeatInterval,
    Duration nodeTimeout,
    OutboxLimit outbox,
    Part part,
    ClusterEvents events) {

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

  /**
   * The limit of messages that wait for the broker or for its confirmation. Emits and requests
   * above it fail with a {@link ClusterBusyException}. Immutable.
   *
   * @param messages the number of messages, at least 1
   * @param bytes the number of bytes in them, at least 1
   * @param outageBytes the part of these bytes that may wait for the end of an outage; 0: emits
   *     fail at once while the broker is down
   */
  public record OutboxLimit(int messages, long bytes, long outageBytes) {

    /** The default: 65,536 messages, 64 MiB, nothing during an outage. */
    public static final OutboxLimit DEFAULT = new OutboxLimit(65_536, 64L << 20, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is below its minimum
     */
    public OutboxLimit {
      if (messages < 1 || bytes < 1 || outageBytes < 0) {
        throw new IllegalArgumentException(
            "outboxLimit must be at least 1 message, 1 byte and 0 bytes during an outage, not %d, %d and %d"
                .formatted(messages, bytes, outageBytes));
      }
    }

    /**
     * Copies this limit with another outage buffer.
     *
     * @param outageBytes the number of bytes that may wait for the end of an outage
     * @return a changed copy
     */
    public OutboxLimit withOutageBytes(long outageBytes) {
      return new OutboxLimit(messages, bytes, outageBytes);
    }
  }
}
