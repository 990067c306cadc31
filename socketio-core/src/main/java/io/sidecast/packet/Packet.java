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
