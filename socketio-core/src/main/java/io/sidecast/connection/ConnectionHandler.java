package io.sidecast.connection;

/**
 * Handles the messages of one connection. The methods are called one at a time on the event loop of
 * the connection and must not block.
 *
 * @since 0.1.0
 */
public interface ConnectionHandler {

  /**
   * Handles a text message.
   *
   * @param utf8 the bytes of the message, owned by the handler; not checked to be valid UTF-8 or a
   *     valid packet
   */
  void onText(byte[] utf8);

  /**
   * Handles a binary message.
   *
   * @param bytes the bytes of the message, owned by the handler
   */
  void onBinary(byte[] bytes);

  /**
   * Handles the move of the connection from one transport to another, after which {@link
   * Connection#transport} returns the new one.
   */
  default void onUpgrade() {}

  /**
   * Handles the close of the connection. This is the last call and is made exactly once.
   *
   * @param reason the reason of the close
   * @param detail details for a log; may be empty
   */
  void onClose(DisconnectReason reason, String detail);
}
