package io.sidecast.socket;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts events that arrive after the end of their socket, and clients disconnected for a full
 * receive buffer. Thread-safe.
 */
final class DisconnectStatistics {

  private final LongAdder dropped = new LongAdder();
  private final LongAdder cut = new LongAdder();

  /** Counts an event that arrived after the server disconnected its socket. */
  void dropped() {
    dropped.increment();
  }

  /** Counts a client that was disconnected because too many of its events waited for handlers. */
  void receiveBufferFull() {
    cut.increment();
  }

  long droppedCount() {
    return dropped.sum();
  }

  long cutCount() {
    return cut.sum();
  }
}
