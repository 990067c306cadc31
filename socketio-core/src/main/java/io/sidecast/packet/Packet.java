package io.sidecast.packet;

/**
 * A packet as it was received.
 *
 * @param header type, namespace and acknowledgement id
 * @param payload the data, not yet parsed
 */
public record Packet(Header header, Payload payload) {

  /** The acknowledgement id of a packet that has none. */
  public static final long NO_ACK = -1;

  /**
   * Reads an encoded packet back.
   *
   * @param encoded the packet
   * @param decoder a new decoder of the codec that encoded it
   * @return the packet
   * @throws PacketException if it is not a complete packet
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
   * What stands before the data.
   *
   * @param type the type
   * @param namespace the namespace with its leading slash
   * @param ackId the acknowledgement id, {@link #NO_ACK} without one
   */
  public record Header(PacketType type, String namespace, long ackId) {

    /**
     * A header without an acknowledgement id.
     *
     * @param type the type
     * @param namespace the namespace with its leading slash
     */
    public Header(PacketType type, String namespace) {
      this(type, namespace, NO_ACK);
    }
  }
}
