package io.sidecast.socket;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of the events of all clients that wait for handlers, with a limit. Thread-safe. */
final class WaitingEvents {

  private final Limits limits;
  private final AtomicLong bytes = new AtomicLong();

  WaitingEvents(Limits limits) {
    this.limits = limits;
  }

  void add(int size) {
    bytes.addAndGet(size);
  }

  void remove(int size) {
    bytes.addAndGet(-size);
  }

  /** Returns whether more bytes wait than may. */
  boolean isFull() {
    return bytes.get() > limits.of(Limit.WAITING_EVENT_BYTES);
  }

  /** Returns whether more bytes wait than may, and counts a client that is read no further. */
  boolean refuses() {
    return limits.isExceeded(Limit.WAITING_EVENT_BYTES, bytes.get());
  }
}
