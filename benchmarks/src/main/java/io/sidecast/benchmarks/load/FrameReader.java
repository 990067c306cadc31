package io.sidecast.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Splits the bytes that a server sends into WebSocket frames: first the HTTP response of the
 * handshake, then unmasked frames. It copies only the beginning of an incomplete frame. Confined to
 * one event loop.
 */
final class FrameReader {

  private static final int SHORT = 126;
  private static final int LONG = 127;
  private static final int SHORT_HEAD = 4;
  private static final int LONG_HEAD = 10;

  private final FrameHandler handler;
  private @Nullable ByteBuf incomplete;
  private boolean upgraded;

  /** Receives each frame. */
  interface FrameHandler {
    void onFrame(int opcode, ByteBuf in, int at, int length);
  }

  FrameReader(FrameHandler handler) {
    this.handler = handler;
  }

  /** Reads the frames of a buffer and releases it. */
  void read(ByteBuf arrived) {
    ByteBuf in = arrived;
    if (incomplete != null) {
      in = Unpooled.wrappedBuffer(incomplete, arrived);
      incomplete = null;
    }
    boolean more = upgraded || skipHttpAnswer(in);
    while (more) {
      more = readFrame(in);
    }
    if (in.isReadable()) {
      incomplete = Unpooled.copiedBuffer(in);
    }
    in.release();
  }

  void discard() {
    incomplete = null;
  }

  private boolean skipHttpAnswer(ByteBuf in) {
    for (int i = in.readerIndex() + SHORT_HEAD; i <= in.writerIndex(); i++) {
      if (in.getInt(i - SHORT_HEAD) == 0x0d0a0d0a) {
        in.readerIndex(i);
        upgraded = true;
        return true;
      }
    }
    return false;
  }

  private boolean readFrame(ByteBuf in) {
    int start = in.readerIndex();
    int readable = in.readableBytes();
    if (readable < 2) {
      return false;
    }
    int head = 2;
    long length = in.getByte(start + 1) & 0x7f;
    if (length == SHORT) {
      head = SHORT_HEAD;
    } else if (length == LONG) {
      head = LONG_HEAD;
    }
    if (readable < head) {
      return false;
    }
    if (head == SHORT_HEAD) {
      length = in.getUnsignedShort(start + 2);
    } else if (head == LONG_HEAD) {
      length = in.getLong(start + 2);
    }
    if (readable < head + length) {
      return false;
    }
    handler.onFrame(in.getByte(start) & 0x0f, in, start + head, (int) length);
    in.readerIndex(start + head + (int) length);
    return true;
  }
}
