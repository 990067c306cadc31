package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.util.ReferenceCountUtil;
import io.sidecast.CpuTime;
import io.sidecast.Nanoseconds;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.RefusalLog;
import io.sidecast.limit.Limits;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Measures the delivery of one event to 500 WebSockets, framed and flushed, without a network: by
 * Sidecast, and by Netty's frame encoder and permessage-deflate encoder. The result that counts is
 * {@code cpuNanos}, for one delivery.
 */
@Measurement(iterations = 1, time = 3)
public class FanOutBenchmark extends Nanoseconds {

  private static final int RECEIVERS = 500;

  private final byte[] event =
      ("2[\"msg\",\"" + "abcdefghij".repeat(20) + "\"]").getBytes(StandardCharsets.UTF_8);
  private final ByteBuf text =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer().writeByte('4').writeBytes(event).asReadOnly());
  private List<EmbeddedChannel> channels = List.of();
  private List<WebSocketTransport> transports = List.of();
  private List<EmbeddedChannel> nettyChannels = List.of();

  /** Whether messages are compressed. */
  @Param({"false", "true"})
  private boolean deflate;

  /** Opens the WebSockets. */
  @Setup
  public void open() {
    var format = new FrameFormat(4, deflate ? 1 : FrameFormat.NEVER);
    var settings =
        new WebSocketTransport.Settings(
            1_000_000,
            format,
            new RefusalLog(),
            new IncompleteBytes(new Limits(Map.of())),
            new LoopCounters());
    channels = IntStream.range(0, RECEIVERS).mapToObj(i -> new EmbeddedChannel()).toList();
    transports =
        channels.stream().map(channel -> new WebSocketTransport(channel, settings)).toList();
    nettyChannels = IntStream.range(0, RECEIVERS).mapToObj(i -> nettyChannel()).toList();
  }

  private EmbeddedChannel nettyChannel() {
    var channel = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    if (deflate) {
      channel.pipeline().addLast(NettyDeflate.agreed().newExtensionEncoder());
    }
    return channel;
  }

  /** Sends a new packet to all. */
  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public int sidecast(CpuTime cpu) {
    cpu.add(RECEIVERS);
    EncodedPacket packet = EncodedPacket.text(event, List.of());
    for (WebSocketTransport transport : transports) {
      transport.offer(packet);
      transport.flush();
    }
    return takeWritten(channels);
  }

  /** Sends the same text to all. */
  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public int netty(CpuTime cpu) {
    cpu.add(RECEIVERS);
    for (EmbeddedChannel channel : nettyChannels) {
      channel.writeAndFlush(new TextWebSocketFrame(text.duplicate()), channel.voidPromise());
    }
    return takeWritten(nettyChannels);
  }

  private static int takeWritten(List<EmbeddedChannel> channels) {
    int bytes = 0;
    for (EmbeddedChannel channel : channels) {
      for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
        bytes += frame.readableBytes();
        ReferenceCountUtil.release(frame);
      }
    }
    return bytes;
  }
}
