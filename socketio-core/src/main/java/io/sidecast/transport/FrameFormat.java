package io.sidecast.transport;

/**
 * How a connection wants its packets.
 *
 * @param protocol the revision of the Engine.IO protocol: 4, or 3
 * @param deflateFrom the length from which WebSocket messages are compressed; {@link #NEVER} if
 *     they are not
 */
record FrameFormat(int protocol, int deflateFrom) {

  static final int NEVER = Integer.MAX_VALUE;

  static final FrameFormat PLAIN = new FrameFormat(4, NEVER);

  static final FrameFormat OLD = new FrameFormat(3, NEVER);

  /** The same for a message that must not be compressed. */
  FrameFormat uncompressed() {
    return protocol == 3 ? OLD : PLAIN;
  }

  boolean isOld() {
    return protocol == 3;
  }
}
