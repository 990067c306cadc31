package io.sidecast.engine;

/**
 * Takes what arrives on one transport. Called on the event loop that owns the session, or, while a
 * WebSocket is being probed, on the event loop of that WebSocket.
 */
public interface TransportListener {

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

  /** Something has arrived since {@link Transport#look} was called. */
  void onSignOfLife();

  /** The transport can be written to again. */
  void onWritable();

  /**
   * The client has closed the transport. The last call.
   *
   * @param detail more about it for a log, may be empty
   */
  void onClosed(String detail);

  /**
   * The transport broke, or the client broke its rules. The last call.
   *
   * @param detail more about it for a log, may be empty
   */
  void onFailed(String detail);
}
