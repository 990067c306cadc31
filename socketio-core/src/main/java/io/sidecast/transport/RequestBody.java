package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;

/** Gathers the body of one request, up to a limit. The connection's event loop only. */
final class RequestBody {

  private final int limit;
  private final Consumer<byte[]> whole;
  private final Runnable tooLarge;
  private byte[] bytes = {};
  private int length;

  RequestBody(int limit, Consumer<byte[]> whole, Runnable tooLarge) {
    this.limit = limit;
    this.whole = whole;
    this.tooLarge = tooLarge;
  }

  /** False if it would exceed the limit; what was gathered is then given up. */
  boolean add(ByteBuf content) {
    int more = content.readableBytes();
    if (more > limit - length) {
      bytes = new byte[0];
      return false;
    }
    if (more > bytes.length - length) {
      int doubled = (int) Math.min(limit, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, length + more));
    }
    content.getBytes(content.readerIndex(), bytes, length, more);
    length += more;
    return true;
  }

  void completed() {
    whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  void rejected() {
    tooLarge.run();
  }
}
