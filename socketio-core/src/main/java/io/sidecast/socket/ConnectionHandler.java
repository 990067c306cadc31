package io.sidecast.socket;

/**
 * Handles the messages of one connection. Called on the connection's event loop, one call at a
 * time; no method blocks.
 */
public interface ConnectionHandler {

  /**
   * A text message has arrived.
   *
   * @param utf8 its bytes, owned by the handler; not checked to be valid UTF-8 or anything else
   */
  void onText(byte[] utf8);

  /**
   * A binary message has arrived.
   *
   * @param bytes its bytes, owned by the handler
   */
  void onBinary(byte[] bytes);

  /**
   * The connection is closed. The last call, made exactly once.
   *
   * @param reason why
   * @param detail more about it for a log, may be empty
   */
  void onClose(DisconnectReason reason, String detail);
}
