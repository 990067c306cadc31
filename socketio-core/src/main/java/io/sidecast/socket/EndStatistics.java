package io.sidecast.socket;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the ends of sockets cost. Thread-safe. */
final class EndStatistics {

  private final LongAdder dropped = new LongAdder();
  private final LongAdder cut = new LongAdder();

  /** An event has arrived after the server had ended its socket. */
  void dropped() {
    dropped.increment();
  }

  /** A client was disconnected since too many of its events waited. */
  void cutForReceived() {
    cut.increment();
  }

  long droppedCount() {
    return dropped.sum();
  }

  long cutCount() {
    return cut.sum();
  }
}
