package io.sidecast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.sidecast.CpuTime;
import io.sidecast.Nanoseconds;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.RefusalLog;
import io.sidecast.engine.TransportListener;
import io.sidecast.limit.Limits;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Measures the reading of masked text messages, ten in one piece of the network, without a network:
 * by Sidecast, and by Netty's decoder, text validator, aggregator and permessage-deflate decoder.
 * The result that counts is {@code cpuNanos}, for one message.
 */
@Measurement(iterations = 1, time = 3)
public class MessageReadBenchmark extends Nanoseconds {

  private static final int MESSAGES = 10;
  private static final int MAX_PAYLOAD = 1_000_000;

  private final Count received = new Count();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EmbeddedChannel nettyChannel = new EmbeddedChannel();
  private ByteBuf piece = Unpooled.EMPTY_BUFFER;

  /** The number of bytes of a message. */
  @Param({"50", "2000"})
  private int size;

  /** Whether messages are compressed. */
  @Param({"false", "true"})
  private boolean deflate;

  /** Counts the bytes of received messages. */
  private static final class Count implements TransportListener {
    private long bytes;

    @Override
    public void onPacket(PacketType type, byte[] data) {
      bytes += data.length;
    }

    @Override
    public void onBinary(byte[] data) {
      bytes += data.length;
    }

    @Override
    public void onMalformed(String detail) {
      throw new IllegalStateException(detail);
    }

    @Override
    public void onClientActivity() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(String detail) {
      throw new IllegalStateException(detail);
    }

    @Override
    public void onFailed(String detail) {
      throw new IllegalStateException(detail);
    }
  }

  /** Passes the messages of Netty's handlers on as arrays, which the engine needs. */
  private final class Copier extends SimpleChannelInboundHandler<WebSocketFrame> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      ByteBuf content = frame.content();
      PacketType type = PacketType.of(content.readByte());
      received.onPacket(type == null ? PacketType.NOOP : type, ByteBufUtil.getBytes(content));
    }
  }

  /** Opens the WebSockets and makes the messages. */
  @Setup
  public void open() {
    byte[] message = ("4" + "abcdefghij".repeat(size / 10)).getBytes(StandardCharsets.UTF_8);
    byte[] frame =
        deflate
            ? RawClient.masked(0xC1, MessageDeflate.deflate(message))
            : RawClient.masked(0x81, message);
    ByteBuf frames = Unpooled.directBuffer();
    for (int i = 0; i < MESSAGES; i++) {
      frames.writeBytes(frame);
    }
    piece = Unpooled.unreleasableBuffer(frames.asReadOnly());
    var format = new FrameFormat(4, deflate ? 1 : FrameFormat.NEVER);
    var transport =
        new WebSocketTransport(
            channel,
            new WebSocketTransport.Settings(
                MAX_PAYLOAD,
                format,
                new RefusalLog(),
                new IncompleteBytes(new Limits(Map.of())),
                new LoopCounters()));
    transport.attach(received);
    channel.pipeline().addLast(transport.handler());
    transport.setReading(true);
    addNettyHandlers();
  }

  private void addNettyHandlers() {
    nettyChannel.pipeline().addLast(new WebSocket13FrameDecoder(true, deflate, MAX_PAYLOAD));
    if (deflate) {
      nettyChannel.pipeline().addLast(NettyDeflate.agreed().newExtensionDecoder());
    }
    nettyChannel
        .pipeline()
        .addLast(new WebSocketFrameAggregator(MAX_PAYLOAD), new Utf8FrameValidator(), new Copier());
  }

  /** Reads ten messages. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long sidecast(CpuTime cpu) {
    cpu.add(MESSAGES);
    channel.writeInbound(piece.duplicate());
    return received.bytes;
  }

  /** Reads ten messages. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long netty(CpuTime cpu) {
    cpu.add(MESSAGES);
    nettyChannel.writeInbound(piece.duplicate());
    return received.bytes;
  }
}
