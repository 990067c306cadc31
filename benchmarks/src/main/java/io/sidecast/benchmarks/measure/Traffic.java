package io.sidecast.benchmarks.measure;

import java.util.concurrent.atomic.LongAdder;

/** Counts the bytes that all clients of this process have sent and received. Thread-safe. */
public final class Traffic {

  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  /**
   * Counts received bytes.
   *
   * @param bytes the number of bytes
   */
  public void received(long bytes) {
    received.add(bytes);
  }

  /**
   * Counts sent bytes.
   *
   * @param bytes the number of bytes
   */
  public void sent(long bytes) {
    sent.add(bytes);
  }

  void reset() {
    received.reset();
    sent.reset();
  }

  Result.Bytes bytes(long loopback) {
    return new Result.Bytes(received.sum(), sent.sum(), loopback);
  }
}
