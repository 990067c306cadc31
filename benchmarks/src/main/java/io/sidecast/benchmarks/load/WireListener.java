package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** What clients hear. On the event loop of the load generator. */
interface WireListener {

  /** The client is connected to the namespace {@code /}. */
  void onReady(WireClient client);

  /**
   * An event {@code msg} has come.
   *
   * @param in its bytes
   * @param data where its data begins in them
   */
  default void onMessage(WireClient client, ByteBuf in, int data) {}

  /**
   * An acknowledgement has come.
   *
   * @param in its bytes
   * @param data where its data begins in them, if that is text
   */
  default void onAck(WireClient client, ByteBuf in, int data) {}

  /** The connection has ended, by whomever. */
  void onClosed(WireClient client);
}
