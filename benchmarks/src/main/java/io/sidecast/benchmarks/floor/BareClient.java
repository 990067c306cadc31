package io.sidecast.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;

/**
 * A client as the receiver of messages of the other node. The messages that arrive in one turn of
 * its event loop are flushed together. Confined to its event loop, except {@link #deliver}, which
 * is thread-safe.
 */
final class BareClient {

  private final ChannelHandlerContext context;
  private boolean unflushed;

  BareClient(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Sends the data of an emit. */
  void deliver(byte[] packet) {
    EventLoop loop = context.channel().eventLoop();
    if (loop.inEventLoop()) {
      write(packet);
    } else {
      loop.execute(() -> write(packet));
    }
  }

  private void write(byte[] packet) {
    ByteBuf frame =
        FloorConnection.frame(
            FloorConnection.ascii("42[\"msg\","), SidEmit.data(packet), FloorConnection.ascii("]"));
    context.write(frame, context.voidPromise());
    if (!unflushed) {
      unflushed = true;
      context.executor().execute(this::flush);
    }
  }

  private void flush() {
    unflushed = false;
    context.flush();
  }
}
