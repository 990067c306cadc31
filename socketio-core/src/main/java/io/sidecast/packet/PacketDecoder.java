package io.sidecast.packet;

import org.jspecify.annotations.Nullable;

/** Puts the packets of one connection together from its messages. One thread at a time. */
public interface PacketDecoder {

  /**
   * Takes a text message.
   *
   * @param utf8 the message
   * @return the packet, or null while its attachments are missing
   * @throws PacketException if the message is not allowed here; the connection is then to be closed
   */
  @Nullable Packet text(byte[] utf8);

  /**
   * Takes a binary message.
   *
   * @param bytes the message
   * @return the packet, or null while more attachments are missing
   * @throws PacketException if the message is not allowed here; the connection is then to be closed
   */
  @Nullable Packet binary(byte[] bytes);
}
