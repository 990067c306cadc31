package io.sidecast.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The count and size of the messages in one lane, within a bound. Thread-safe. */
final class OutboxLane {

  private final int mostMessages;
  private final long mostBytes;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  OutboxLane(int mostMessages, long mostBytes) {
    this.mostMessages = mostMessages;
    this.mostBytes = mostBytes;
  }

  /**
   * Adds a message. The caller must remove it later, even if it exceeds the bound.
   *
   * @return whether it is within the bound
   */
  boolean add(int size) {
    int count = messages.incrementAndGet();
    long sum = bytes.addAndGet(size);
    return count <= mostMessages && sum <= mostBytes;
  }

  void remove(int size) {
    messages.decrementAndGet();
    bytes.addAndGet(-size);
  }

  int messages() {
    return messages.get();
  }

  long bytes() {
    return bytes.get();
  }
}
