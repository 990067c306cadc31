package io.sidecast.adapter;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;

/**
 * The bytes of other nodes' emits that wait for the event loops of this node. Above {@link
 * Limit#WAITING_CLUSTER_BYTES} further emits are dropped.
 *
 * <p>The bytes are not counted down packet by packet. When a quarter of the limit has arrived, a
 * task follows these packets through every event loop; they are taken when it has run. A node that
 * receives less posts no task. Thread-safe.
 */
final class DeliveryBacklog {

  /** The bytes that a packet counts for each receiver in addition to its own. */
  private static final int RECEIVER_OVERHEAD = 32;

  private static final RateLimitedLog dropped =
      new RateLimitedLog(LoggerFactory.getLogger(DeliveryBacklog.class), Duration.ofSeconds(10));

  private final Limits limits;
  private final Executor afterPackets;

  /** The bytes that no task follows yet. */
  private long arrived;

  /** The bytes that a task follows; 0 without a task. */
  private long followed;

  /**
   * Creates an empty backlog.
   *
   * @param limits the limits of the server
   * @param afterPackets runs a task when the event loops have taken all packets before it
   */
  DeliveryBacklog(Limits limits, Executor afterPackets) {
    this.limits = limits;
    this.afterPackets = afterPackets;
  }

  /**
   * Returns whether a packet may be delivered, and counts a packet that may not. A packet of any
   * size may wait while no task follows others.
   */
  boolean accepts(int size) {
    boolean fits = fits(size);
    if (!fits) {
      limits.count(Limit.WAITING_CLUSTER_BYTES);
      dropped.warn(() -> "other nodes emit more than this node can deliver: emits are dropped");
    }
    return fits;
  }

  private synchronized boolean fits(int size) {
    return followed == 0 || followed + arrived + size <= limits.of(Limit.WAITING_CLUSTER_BYTES);
  }

  /** Counts a packet that has been sent to sockets of this node. */
  void delivered(int size, int receivers) {
    if (add(size + (long) receivers * RECEIVER_OVERHEAD)) {
      afterPackets.execute(this::onTaken);
    }
  }

  /** Returns whether a task must be posted. */
  private synchronized boolean add(long bytes) {
    arrived += bytes;
    return follow();
  }

  private void onTaken() {
    if (release()) {
      afterPackets.execute(this::onTaken);
    }
  }

  private synchronized boolean release() {
    followed = 0;
    return follow();
  }

  private boolean follow() {
    if (followed > 0 || arrived <= limits.of(Limit.WAITING_CLUSTER_BYTES) / 4) {
      return false;
    }
    followed = arrived;
    arrived = 0;
    return true;
  }
}
