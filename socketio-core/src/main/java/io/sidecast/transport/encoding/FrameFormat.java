package io.sidecast.transport.encoding;

/**
 * The format in which a connection receives its packets. Immutable.
 *
 * @param protocol the revision of the Engine.IO protocol, 4 or 3
 * @param deflateFrom the minimum length in bytes of WebSocket messages that are compressed; {@link
 *     #NEVER} for no compression
 */
public record FrameFormat(int protocol, int deflateFrom) {

  public static final int NEVER = Integer.MAX_VALUE;

  public static final FrameFormat PLAIN = new FrameFormat(4, NEVER);

  static final FrameFormat V3 = new FrameFormat(3, NEVER);

  /** Returns the format of a connection without compression. */
  public static FrameFormat uncompressed(int protocol) {
    return protocol == 3 ? V3 : PLAIN;
  }

  /** Returns the format of a message of this connection that must not be compressed. */
  public FrameFormat uncompressed() {
    return uncompressed(protocol);
  }

  public boolean isV3() {
    return protocol == 3;
  }
}
