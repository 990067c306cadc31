package io.sidecast.benchmarks.raw;

import java.util.function.Consumer;

/** A broker's own client, which receives its own messages in the same process. */
interface RawClient {

  /**
   * Subscribes.
   *
   * @param arrived receives each message on the client's own thread
   * @throws Exception if the subscription fails
   */
  void subscribe(Consumer<byte[]> arrived) throws Exception;

  /**
   * Publishes in the same way as Sidecast does. Called by one thread. The message may wait for the
   * next {@link #flush}.
   *
   * @param message the bytes
   * @throws Exception if the publish fails
   */
  void publish(byte[] message) throws Exception;

  /** Writes the messages that wait. Called by the thread that publishes, after each burst. */
  default void flush() {}
}
