package io.sidecast.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The other nodes that hear what is meant for rooms by broadcast. Any thread.
 *
 * <p>A node is remembered for long after it fell silent: it may stand still and come back, and
 * until then what is meant for it has to wait where it will listen.
 */
final class BroadcastModeNodes {

  /** So many node timeouts of silence, and it will not come back. */
  private static final int PATIENCE = 10;

  private final long patienceNanos;
  private final Map<NodeId, Told> nodes = new HashMap<>();
  private volatile boolean isEmpty = true;

  private record Told(DeliveryMode deliveryMode, long time) {}

  BroadcastModeNodes(Duration nodeTimeout) {
    this.patienceNanos = nodeTimeout.multipliedBy(PATIENCE).toNanos();
  }

  /** Whether everybody hears the buckets. */
  boolean isEmpty() {
    return isEmpty;
  }

  /** A node has said how it hears. */
  synchronized void told(NodeId node, DeliveryMode deliveryMode) {
    nodes.merge(
        node,
        new Told(deliveryMode, System.nanoTime()),
        (before, now) -> new Told(now.deliveryMode.orLater(before.deliveryMode), now.time));
    count();
  }

  /** A node has said goodbye. */
  synchronized void left(NodeId node) {
    nodes.remove(node);
    count();
  }

  /** Forgets the nodes that have said nothing for long. */
  synchronized void expire() {
    long now = System.nanoTime();
    nodes.values().removeIf(told -> now - told.time > patienceNanos);
    count();
  }

  private void count() {
    isEmpty = nodes.values().stream().noneMatch(told -> told.deliveryMode.isActive());
  }
}
