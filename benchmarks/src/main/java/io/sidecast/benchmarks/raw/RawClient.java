package io.sidecast.benchmarks.raw;

import java.util.function.Consumer;

/** A broker's own client: what is published arrives at the same process. */
interface RawClient {

  /**
   * Subscribes.
   *
   * @param arrived gets each message on the client's own thread
   * @throws Exception if it cannot
   */
  void subscribe(Consumer<byte[]> arrived) throws Exception;

  /**
   * Publishes, in the way that Sidecast does it. One thread.
   *
   * @param message the bytes
   * @throws Exception if it cannot
   */
  void publish(byte[] message) throws Exception;
}
