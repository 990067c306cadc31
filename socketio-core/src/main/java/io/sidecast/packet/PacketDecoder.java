package io.sidecast.packet;

import org.jspecify.annotations.Nullable;

/**
 * Assembles the packets of one connection from its messages. Not thread-safe.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface PacketDecoder {

  /**
   * Decodes a text message.
   *
   * @param utf8 the message
   * @return the packet, or null while its attachments are missing
   * @throws PacketException if the message is malformed or unexpected; the caller must close the
   *     connection
   */
  @Nullable Packet text(byte[] utf8);

  /**
   * Decodes a binary message.
   *
   * @param bytes the message
   * @return the packet, or null while more attachments are missing
   * @throws PacketException if the message is malformed or unexpected; the caller must close the
   *     connection
   */
  @Nullable Packet binary(byte[] bytes);
}
