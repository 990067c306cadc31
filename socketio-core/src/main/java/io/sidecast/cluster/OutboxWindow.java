package io.sidecast.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait behind emits which the broker has to confirm first. A broker gets so few
 * emits at a time that it answers long before its answers are overdue, and that a heartbeat behind
 * them is not late. Confined to the cluster thread, except {@link #isDue}.
 */
final class OutboxWindow {

  /** The broker has at most this many emits to confirm. */
  static final int MESSAGES = 8_192;

  private static final long BYTES = 8L << 20;

  private final OutboxLane emits;
  private final Queue<OutboxEntry> waiting = new ArrayDeque<>();
  private volatile boolean occupied;

  /** How many emits wait here, and their bytes: the others of the lane are with the broker. */
  private volatile int messages;

  private volatile long bytes;

  OutboxWindow(OutboxLane emits) {
    this.emits = emits;
  }

  /** Whether a message has to wait: behind others, or because the broker has enough. */
  boolean isClosedTo(OutboxEntry entry) {
    return occupied || (entry.lane == emits && isFull());
  }

  void add(OutboxEntry entry) {
    waiting.add(entry);
    count(entry, 1);
    occupied = true;
  }

  /** The next message that the broker may get now, null if none waits or the broker has enough. */
  @Nullable OutboxEntry next() {
    return isFull() ? null : poll();
  }

  /** The next message, whatever the broker has. */
  @Nullable OutboxEntry poll() {
    OutboxEntry entry = waiting.poll();
    if (entry != null) {
      count(entry, -1);
    }
    occupied = !waiting.isEmpty();
    return entry;
  }

  /** Whether messages wait and the broker has confirmed half of what it may have. Any thread. */
  boolean isDue() {
    return occupied
        && emits.messages() - messages <= MESSAGES / 2
        && emits.bytes() - bytes <= BYTES / 2;
  }

  private boolean isFull() {
    return emits.messages() - messages > MESSAGES || emits.bytes() - bytes > BYTES;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the cluster thread writes.
  private void count(OutboxEntry entry, int sign) {
    if (entry.lane == emits) {
      messages += sign;
      bytes += (long) sign * entry.size;
    }
  }
}
