package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A frame to be sent many times, whose data begins with the time at which it was due. Any thread.
 */
final class StampedFrame {

  /** Bytes of a stamp: digits of base 16. */
  static final int STAMP = 16;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int stampAt;

  /**
   * Makes a frame.
   *
   * @param before the packet up to its data
   * @param size of the data
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

  /** When a message was due that begins with a stamp. */
  static long read(ByteBuf in, int at) {
    long nanos = 0;
    for (int i = at; i < at + STAMP; i++) {
      int digit = in.getByte(i);
      nanos = nanos << 4 | (digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return nanos;
  }
}
