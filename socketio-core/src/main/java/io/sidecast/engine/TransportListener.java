package io.sidecast.engine;

/**
 * Receives the events of one transport. Called on the event loop that owns the session or, while a
 * WebSocket is upgrading it, on the event loop of that WebSocket.
 */
public interface TransportListener {

  /**
   * Called for a text packet.
   *
   * @param type the type of the packet
   * @param data the bytes after the type, owned by the listener
   */
  void onPacket(PacketType type, byte[] data);

  /**
   * Called for a binary message.
   *
   * @param data the message, owned by the listener
   */
  void onBinary(byte[] data);

  /**
   * Called for input that is not a packet.
   *
   * @param detail the error
   */
  void onMalformed(String detail);

  /** Called when a piece or a poll has arrived after {@link Transport#checkClientActivity}. */
  void onClientActivity();

  /** Called when the transport accepts packets again. */
  void onWritable();

  /**
   * Called when the client has closed the transport. No event follows.
   *
   * @param detail more about it for a log; may be empty
   */
  void onClosed(String detail);

  /**
   * Called when the transport failed or the client violated the protocol. No event follows.
   *
   * @param detail more about it for a log; may be empty
   */
  void onFailed(String detail);
}
