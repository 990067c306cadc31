package io.sidecast.cluster;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What a node needs to know to take part in a cluster.
 *
 * @param self this node
 * @param heartbeatInterval how often it says that it is alive, and probes its own channel
 * @param nodeTimeout after this much silence another node counts as dead
 * @param outbox how much may wait for the broker
 * @param callbacks runs what users attach to stages; never the thread of a broker
 */
public record ClusterSettings(
    NodeInfo self,
    Duration heartbeatInterval,
    Duration nodeTimeout,
    OutboxLimit outbox,
    Executor callbacks) {

  /**
   * How much may wait for the broker or for its confirmation; more fails with a {@link
   * ClusterBusyException}.
   *
   * @param messages the number of messages
   * @param bytes the bytes in them
   */
  public record OutboxLimit(int messages, long bytes) {

    /** 65,536 messages, 64 MiB. */
    public static final OutboxLimit DEFAULT = new OutboxLimit(65_536, 64L << 20);
  }
}
