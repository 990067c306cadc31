package io.sidecast.engine;

import io.sidecast.socket.DisconnectReason;

/**
 * Takes what arrives on one transport. Called on the event loop that owns the session, or, while a
 * WebSocket is being probed, on the event loop of that WebSocket.
 */
public interface PacketSink {

  /**
   * A text packet has arrived.
   *
   * @param type its type
   * @param data what follows the type, owned by the receiver
   */
  void onPacket(PacketType type, byte[] data);

  /**
   * A binary message has arrived.
   *
   * @param data the message, owned by the receiver
   */
  void onBinary(byte[] data);

  /**
   * Something has arrived that is no packet.
   *
   * @param detail what is wrong with it
   */
  void onMalformed(String detail);

  /** The transport can be written to again. */
  void onWritable();

  /**
   * The transport has ended and was not told to. The last call.
   *
   * @param reason why
   * @param detail more about it for a log, may be empty
   */
  void onClosed(DisconnectReason reason, String detail);
}
