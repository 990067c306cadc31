package io.sidecast.cluster.queue;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait until the broker has confirmed earlier emits. The limit of unconfirmed
 * emits lets the broker confirm each one before its deadline, and keeps a heartbeat behind them
 * punctual. Confined to the cluster thread, except {@link #isDue}.
 */
final class OutboxWindow {

  /** The maximum number of emits that the broker has not confirmed. */
  static final int MESSAGES = 8_192;

  private static final long BYTES = 8L << 20;

  private final OutboxLane emits;
  private final Queue<OutboxEntry> waiting = new ArrayDeque<>();
  private volatile boolean occupied;

  /**
   * The number of emits that wait here. The other emits of the lane are unconfirmed at the broker.
   */
  private volatile int messages;

  private volatile long bytes;

  OutboxWindow(OutboxLane emits) {
    this.emits = emits;
  }

  /**
   * Returns whether a message must wait: others wait, or the number of unconfirmed emits has
   * reached its maximum.
   */
  boolean isClosedTo(OutboxEntry entry) {
    return occupied || (entry.lane == emits && isFull());
  }

  void add(OutboxEntry entry) {
    waiting.add(entry);
    count(entry, 1);
    occupied = true;
  }

  /**
   * Removes the next message. Returns null if none waits or the number of unconfirmed emits has
   * reached its maximum.
   */
  @Nullable OutboxEntry next() {
    return isFull() ? null : poll();
  }

  /** Removes the next message. Returns null if none waits. */
  @Nullable OutboxEntry poll() {
    OutboxEntry entry = waiting.poll();
    if (entry != null) {
      count(entry, -1);
    }
    occupied = !waiting.isEmpty();
    return entry;
  }

  /** Returns whether messages wait and at most half of the maximum is unconfirmed. Thread-safe. */
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
