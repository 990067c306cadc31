package io.sidecast.packet;

/**
 * A received packet. Immutable.
 *
 * @param header the type, the namespace and the acknowledgement id
 * @param payload the data, not yet parsed
 * @since 0.1.0
 */
public record Packet(Header header, Payload payload) {

  /** The acknowledgement id of a packet without one. */
  public static final long NO_ACK = -1;

  /**
   * Decodes an encoded packet.
   *
   * @param encoded the packet
   * @param decoder a new decoder of the codec that has encoded the packet
   * @return the packet
   * @throws PacketException if the packet is malformed or incomplete
   */
  public static Packet decode(EncodedPacket encoded, PacketDecoder decoder) {
    Packet packet =
        encoded.isText() ? decoder.text(encoded.head()) : decoder.binary(encoded.head());
    for (byte[] attachment : encoded.attachments()) {
      packet = decoder.binary(attachment);
    }
    if (packet == null) {
      throw new PacketException("attachments are missing");
    }
    return packet;
  }

  /**
   * The part of a packet before the data.
   *
   * @param type the type
   * @param namespace the namespace with its leading slash
   * @param ackId the acknowledgement id; {@link #NO_ACK} without one
   */
  public record Header(PacketType type, String namespace, long ackId) {

    /**
     * Creates a header without an acknowledgement id.
     *
     * @param type the type
     * @param namespace the namespace with its leading slash
     */
    public Header(PacketType type, String namespace) {
      this(type, namespace, NO_ACK);
    }
  }
}
