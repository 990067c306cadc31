package io.sidecast.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sidecast.benchmarks.measure.Traffic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a client flushes once for several frames. */
class WireClientTest {

  private static final String UPGRADED = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  private static final String PING = "\u0081\u00012";

  private final Sink sink = new Sink();
  private final WireClient client = new WireClient(0, new Unused(), new Traffic());
  private final EmbeddedChannel channel = new EmbeddedChannel(sink, client);

  @BeforeEach
  void upgrade() {
    channel.writeInbound(bytes(UPGRADED));
    sink.frames = 0;
    sink.flushes = 0;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void framesOfOneReadLeaveInOneFlush() {
    channel.writeInbound(bytes(PING + PING), bytes(PING));
    assertThat(sink.frames).isEqualTo(3);
    assertThat(sink.flushes).isEqualTo(1);
  }

  @Test
  void aReadWithoutFramesToSendDoesNotFlush() {
    channel.writeInbound(bytes("\u0081\u00016"));
    assertThat(sink.flushes).isZero();
  }

  @Test
  void framesOutsideOfAReadLeaveInOneFlush() {
    send(5);
    assertThat(sink.frames).isEqualTo(5);
    assertThat(sink.flushes).isEqualTo(1);
    send(2);
    assertThat(sink.flushes).isEqualTo(2);
  }

  /** Sends frames in tasks of the event loop, as the pacer does. */
  private void send(int frames) {
    for (int i = 0; i < frames; i++) {
      channel.eventLoop().execute(() -> client.send("42[\"msg\"]"));
    }
    channel.runPendingTasks();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Counts the frames and the flushes of a channel. It passes none on, because an embedded channel
   * runs the tasks of its event loop within each write.
   */
  private static final class Sink extends ChannelOutboundHandlerAdapter {

    private int frames;
    private int flushes;

    @Override
    public void write(ChannelHandlerContext context, Object frame, ChannelPromise promise) {
      frames++;
      ReferenceCountUtil.release(frame);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
    }
  }

  private static final class Unused implements WireListener {

    @Override
    public void onReady(WireClient client) {}

    @Override
    public void onClosed(WireClient client) {}
  }
}
