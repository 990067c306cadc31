package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A frame that is sent many times and whose data begins with the time at which it was due.
 * Thread-safe.
 */
final class StampedFrame {

  /** The length of a stamp in bytes: hexadecimal digits. */
  static final int STAMP = 16;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int stampAt;

  /**
   * Creates a frame.
   *
   * @param before the packet up to its data
   * @param size the number of bytes of the data
   * @param after the rest of the packet
   */
  StampedFrame(String before, int size, String after) {
    String data = "x".repeat(Math.max(size, STAMP));
    ByteBuf frame = Frames.text(before + data + after);
    this.bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    this.stampAt = bytes.length - after.length() - data.length();
  }

  ByteBuf due(long nanos) {
    byte[] copy = bytes.clone();
    long rest = nanos;
    for (int i = stampAt + STAMP - 1; i >= stampAt; i--) {
      copy[i] = DIGITS[(int) (rest & 0x0f)];
      rest >>>= 4;
    }
    return Unpooled.wrappedBuffer(copy);
  }

  /** Returns the time at which a message was due, from its stamp. */
  static long read(ByteBuf in, int at) {
    long nanos = 0;
    for (int i = at; i < at + STAMP; i++) {
      int digit = in.getByte(i);
      nanos = nanos << 4 | (digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return nanos;
  }
}
