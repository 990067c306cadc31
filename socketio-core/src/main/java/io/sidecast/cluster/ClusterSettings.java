package io.sidecast.cluster;

import java.time.Duration;

/**
 * What a node needs to know to take part in a cluster.
 *
 * @param self this node
 * @param heartbeatInterval how often it says that it is alive, and probes its own channel
 * @param nodeTimeout after this much silence another node counts as dead
 * @param outbox how much may wait for the broker
 * @param part which part this node takes
 * @param events hears of other nodes
 */
public record ClusterSettings(
    NodeInfo self,
    Duration heartbeatInterval,
    Duration nodeTimeout,
    OutboxLimit outbox,
    Part part,
    ClusterEvents events) {

  /**
   * Which part a node takes.
   *
   * @param isMember whether it may hold sockets, and is counted and asked by others; else it emits
   *     and asks only
   * @param roomBuckets into how many buckets rooms are sorted, the same on all nodes; 0: as many
   *     room channels as the broker takes for one node
   * @param broadcastAbove with members in more buckets than this a node hears rooms by broadcast;
   *     0: never
   */
  public record Part(boolean isMember, int roomBuckets, int broadcastAbove) {}

  /**
   * How much may wait for the broker or for its confirmation; more fails with a {@link
   * ClusterBusyException}.
   *
   * @param messages the number of messages
   * @param bytes the bytes in them
   * @param outageBytes of these, the bytes that may wait for the end of an outage; 0: an emit fails
   *     at once while the broker is down
   */
  public record OutboxLimit(int messages, long bytes, long outageBytes) {

    /** 65,536 messages, 64 MiB, nothing during an outage. */
    public static final OutboxLimit DEFAULT = new OutboxLimit(65_536, 64L << 20, 0);

    /** Checks the numbers. */
    public OutboxLimit {
      if (messages < 1 || bytes < 1 || outageBytes < 0) {
        throw new IllegalArgumentException(
            "outboxLimit must be at least 1 message, 1 byte and 0 bytes during an outage, not %d, %d and %d"
                .formatted(messages, bytes, outageBytes));
      }
    }

    /**
     * The same with an outage buffer.
     *
     * @param outageBytes the bytes that may wait for the end of an outage
     * @return a changed copy
     */
    public OutboxLimit withOutageBytes(long outageBytes) {
      return new OutboxLimit(messages, bytes, outageBytes);
    }
  }
}
