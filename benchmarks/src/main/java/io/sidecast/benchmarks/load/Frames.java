package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The frames that a client writes. The mask of every frame is zero: it is valid for the server and
 * costs the client nothing. Thread-safe.
 */
final class Frames {

  static final int TEXT = 1;
  static final int CLOSE = 8;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int SHORT = 126;
  private static final int MASK_BYTES = 4;
  private static final int HEAD = 2 + Short.BYTES + MASK_BYTES;

  private static final byte[] HANDSHAKE =
      """
      GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
      Host: 127.0.0.1
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private Frames() {}

  static ByteBuf handshake() {
    return Unpooled.wrappedBuffer(HANDSHAKE);
  }

  static ByteBuf text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuf text(byte[] text) {
    ByteBuf frame = Unpooled.buffer(HEAD + text.length);
    frame.writeByte(FINAL | TEXT);
    if (text.length < SHORT) {
      frame.writeByte(MASKED | text.length);
    } else {
      frame.writeByte(MASKED | SHORT).writeShort(text.length);
    }
    return frame.writeInt(0).writeBytes(text);
  }

  /** Creates a close frame with the status code of a normal closure. */
  static ByteBuf close() {
    return Unpooled.buffer(HEAD)
        .writeByte(FINAL | CLOSE)
        .writeByte(MASKED | Short.BYTES)
        .writeInt(0)
        .writeShort(1000);
  }
}
