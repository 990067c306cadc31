package io.sidecast.socket;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;

/** The bytes of the events that wait for one group of handlers, with a limit. Thread-safe. */
final class WaitingBytes {

  /**
   * The bytes that each event counts in addition to its own, so that empty ones are bounded too.
   */
  private static final int OVERHEAD = 100;

  private final Limits limits;
  private final Limit limit;
  private long bytes;

  WaitingBytes(Limits limits, Limit limit) {
    this.limits = limits;
    this.limit = limit;
  }

  /**
   * Adds an event. An event of any size may wait alone.
   *
   * @return false if the event does not fit; it is not added then
   */
  synchronized boolean add(int size) {
    long sum = bytes + size + OVERHEAD;
    if (bytes > 0 && limits.isExceeded(limit, sum)) {
      return false;
    }
    bytes = sum;
    return true;
  }

  /** Removes an event whose handlers start. */
  synchronized void remove(int size) {
    bytes -= size + OVERHEAD;
  }
}
