package io.sidecast.cluster.membership;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.DeliveryMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The delivery modes of the other nodes, by which the router decides whether emits to rooms must be
 * broadcast.
 *
 * <p>A silent node is stored for a multiple of the node timeout. It may only be suspended, and
 * emits to rooms must wait for it where it will receive them. Thread-safe.
 */
public final class BroadcastModeNodes {

  /** The number of node timeouts after which a silent node is removed. */
  private static final int TIMEOUTS = 10;

  /** The maximum number of nodes. Further ones are not members either. */
  private static final int MAX_NODES = 10_000;

  private final long timeoutNanos;
  private final Map<NodeId, Announced> nodes = new HashMap<>();
  private volatile boolean isEmpty = true;

  private record Announced(DeliveryMode deliveryMode, long time) {}

  public BroadcastModeNodes(Duration nodeTimeout) {
    this.timeoutNanos = nodeTimeout.multipliedBy(TIMEOUTS).toNanos();
  }

  /** Whether every node receives emits to rooms on the channels of the buckets. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /** Records the delivery mode that a node has announced. */
  public synchronized void update(NodeId node, DeliveryMode deliveryMode) {
    if (nodes.size() >= MAX_NODES && !nodes.containsKey(node)) {
      return;
    }
    nodes.merge(
        node,
        new Announced(deliveryMode, System.nanoTime()),
        (before, now) -> new Announced(now.deliveryMode.orLater(before.deliveryMode), now.time));
    count();
  }

  /** Removes a node that has left the cluster. */
  public synchronized void left(NodeId node) {
    nodes.remove(node);
    count();
  }

  /** Removes the nodes that have been silent for too long. */
  public synchronized void expire() {
    long now = System.nanoTime();
    nodes.values().removeIf(announced -> now - announced.time > timeoutNanos);
    count();
  }

  private void count() {
    isEmpty = nodes.values().stream().noneMatch(announced -> announced.deliveryMode.isActive());
  }
}
