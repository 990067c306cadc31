package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** Receives the events of clients. Called on the event loop of the load generator. */
interface WireListener {

  /** Called when a client is connected to the namespace {@code /}. */
  void onReady(WireClient client);

  /**
   * Called when an event {@code msg} has arrived.
   *
   * @param in its bytes
   * @param data the position of its data in the bytes
   */
  default void onMessage(WireClient client, ByteBuf in, int data) {}

  /**
   * Called when an acknowledgement has arrived.
   *
   * @param in its bytes
   * @param data the position of its data in the bytes, if that is text
   */
  default void onAck(WireClient client, ByteBuf in, int data) {}

  /** Called when the connection is closed by either side. */
  void onClosed(WireClient client);
}
