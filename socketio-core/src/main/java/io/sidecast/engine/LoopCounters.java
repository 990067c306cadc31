package io.sidecast.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the messages, bytes and heartbeats of the sessions of one event loop. The loop is the only
 * writer, so counting is a plain addition, without an atomic instruction or a fence. Confined to
 * the event loop, except {@link #sum}, which is thread-safe.
 */
public final class LoopCounters {

  private final AtomicLong receivedMessages = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final AtomicLong sentMessages = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final AtomicLong pongs = new AtomicLong();
  private final AtomicLong pongNanos = new AtomicLong();

  /**
   * Counts bytes that a transport has received.
   *
   * @param bytes the number of bytes
   */
  public void received(int bytes) {
    add(receivedBytes, bytes);
  }

  /**
   * Counts bytes that a transport has passed to its connection.
   *
   * @param bytes the number of bytes
   */
  public void sent(int bytes) {
    add(sentBytes, bytes);
  }

  void messageReceived() {
    add(receivedMessages, 1);
  }

  void messagesSent(int messages) {
    add(sentMessages, messages);
  }

  /** Counts a pong, and the time since its ping. */
  void pongReceived(long nanos) {
    add(pongNanos, nanos);
    add(pongs, 1);
  }

  /** Returns the sums so far. What is counted meanwhile may be in some of the numbers only. */
  EngineTraffic sum() {
    return new EngineTraffic(
        receivedMessages.getOpaque(),
        receivedBytes.getOpaque(),
        sentMessages.getOpaque(),
        sentBytes.getOpaque(),
        pongs.getOpaque(),
        pongNanos.getOpaque());
  }

  private static void add(AtomicLong counter, long amount) {
    counter.setOpaque(counter.getPlain() + amount);
  }
}
