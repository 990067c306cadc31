package io.sidecast.transport.websocket;

import io.sidecast.transport.encoding.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** The rules for frames of clients (RFC 6455, sections 5 and 7.4). Immutable. */
final class FrameRules {

  private static final int RESERVED_BITS = 0x70;
  private static final int MAX_CONTROL = 125;
  private static final int MIN_SHORT = 126;
  private static final int MIN_LONG = 65_536;

  private static final FrameRules PLAIN = new FrameRules(0);
  private static final FrameRules COMPRESSED = new FrameRules(WebSocketFrame.COMPRESSED);

  private final int allowedBits;

  private FrameRules(int allowedBits) {
    this.allowedBits = allowedBits;
  }

  /** Returns the rules for a connection, which permits compressed messages or not. */
  static FrameRules of(boolean deflates) {
    return deflates ? COMPRESSED : PLAIN;
  }

  static boolean isControl(int first) {
    return (first & 0x0f) >= WebSocketFrame.CLOSE;
  }

  /**
   * Returns the violation in the first two bytes of a frame; null if they are valid.
   *
   * @param inMessage whether the frame follows a fragment of an incomplete message
   */
  @Nullable String fault(int first, int second, boolean inMessage) {
    int opcode = first & 0x0f;
    boolean startsMessage = opcode == WebSocketFrame.TEXT || opcode == WebSocketFrame.BINARY;
    if ((first & RESERVED_BITS & ~(startsMessage ? allowedBits : 0)) != 0) {
      return "reserved bits are set";
    }
    if (second >= 0) {
      return "frame is not masked";
    }
    if (isControl(first)) {
      boolean whole = first < 0 && (second & 0x7f) <= MAX_CONTROL;
      return opcode <= WebSocketFrame.PONG && whole ? null : "malformed control frame";
    }
    if (opcode > WebSocketFrame.BINARY) {
      return "reserved opcode";
    }
    boolean continues = opcode == WebSocketFrame.CONTINUATION;
    return continues == inMessage ? null : "fragments out of order";
  }

  /** Returns the violation in the length of a frame; null if the length is valid. */
  static @Nullable String lengthViolation(int extended, long length) {
    if (length < 0) {
      return "the most significant bit of the length is set";
    }
    boolean minimal =
        switch (extended) {
          case 2 -> length >= MIN_SHORT;
          case 8 -> length >= MIN_LONG;
          default -> true;
        };
    return minimal ? null : "the length is not in its shortest form";
  }

  /** Returns whether a client may send a close frame with a status code. */
  static boolean isCloseCode(int code) {
    boolean defined = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
    return defined || (code >= 3000 && code <= 4999);
  }
}
