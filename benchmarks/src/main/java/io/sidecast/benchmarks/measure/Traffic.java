package io.sidecast.benchmarks.measure;

import java.util.concurrent.atomic.LongAdder;

/** Any thread. What all clients of this process have sent and received. */
public final class Traffic {

  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  /**
   * Counts.
   *
   * @param bytes that have arrived
   */
  public void received(long bytes) {
    received.add(bytes);
  }

  /**
   * Counts.
   *
   * @param bytes that were sent
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
