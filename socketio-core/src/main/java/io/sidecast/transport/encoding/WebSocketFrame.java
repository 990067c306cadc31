package io.sidecast.transport.encoding;

/**
 * The layout of the frames that a server sends (RFC 6455, section 5.2): not fragmented and not
 * masked. Thread-safe.
 */
public final class WebSocketFrame {

  public static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int PONG = 0xA;

  /** The bit that marks a compressed message, in the byte of the opcode (RFC 7692, section 6). */
  public static final int COMPRESSED = 0x40;

  public static final int NORMAL_CLOSURE = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int INVALID_DATA = 1007;
  public static final int MESSAGE_TOO_BIG = 1009;
  public static final int TRY_AGAIN_LATER = 1013;

  private static final int FINAL = 0x80;

  private WebSocketFrame() {}

  /** Returns the size of a frame whose payload has a length. */
  static int size(int length) {
    return headerSize(length) + length;
  }

  /** Writes a header and returns the index after it. */
  static int writeHeader(byte[] target, int at, int opcode, int length) {
    target[at] = (byte) (FINAL | opcode);
    switch (headerSize(length)) {
      case 2 -> target[at + 1] = (byte) length;
      case 4 -> {
        target[at + 1] = 126;
        target[at + 2] = (byte) (length >>> 8);
        target[at + 3] = (byte) length;
      }
      default -> {
        target[at + 1] = 127; // the upper four bytes stay zero
        for (int i = 0; i < 4; i++) {
          target[at + 6 + i] = (byte) (length >>> (24 - 8 * i));
        }
      }
    }
    return at + headerSize(length);
  }

  /** Returns a frame. */
  public static byte[] of(int opcode, byte[] data) {
    byte[] frame = new byte[size(data.length)];
    int at = writeHeader(frame, 0, opcode, data.length);
    System.arraycopy(data, 0, frame, at, data.length);
    return frame;
  }

  /** Returns a close frame without a reason. */
  public static byte[] close(int code) {
    return of(CLOSE, new byte[] {(byte) (code >>> 8), (byte) code});
  }

  private static int headerSize(int length) {
    if (length < 126) {
      return 2;
    }
    return length < 65_536 ? 4 : 10;
  }
}
