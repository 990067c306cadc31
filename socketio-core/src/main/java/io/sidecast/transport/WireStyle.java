package io.sidecast.transport;

/**
 * How a connection wants its packets.
 *
 * @param protocol the revision of the Engine.IO protocol: 4, or 3
 * @param deflateFrom the length from which WebSocket messages are compressed; {@link #NEVER} if
 *     they are not
 */
record WireStyle(int protocol, int deflateFrom) {

  static final int NEVER = Integer.MAX_VALUE;

  static final WireStyle PLAIN = new WireStyle(4, NEVER);

  static final WireStyle OLD = new WireStyle(3, NEVER);

  /** The same for a message that must not be compressed. */
  WireStyle uncompressed() {
    return protocol == 3 ? OLD : PLAIN;
  }

  boolean isOld() {
    return protocol == 3;
  }
}
