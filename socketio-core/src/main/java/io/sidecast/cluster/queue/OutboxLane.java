package io.sidecast.cluster.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The count and size of the messages in one lane, within a bound. Thread-safe. */
final class OutboxLane {

  private final int maxMessages;
  private final long maxBytes;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  OutboxLane(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a message. The caller must remove it later, even if it exceeds the bound.
   *
   * @return whether it is within the bound
   */
  boolean add(int size) {
    int count = messages.incrementAndGet();
    long sum = bytes.addAndGet(size);
    return count <= maxMessages && sum <= maxBytes;
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
