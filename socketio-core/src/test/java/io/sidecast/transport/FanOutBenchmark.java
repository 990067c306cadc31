package io.sidecast.transport;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sidecast.Nanoseconds;
import io.sidecast.engine.RefusalLog;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Measures the delivery of one packet to 500 WebSockets, framed and flushed, without a network. The
 * result is the time of one delivery.
 */
public class FanOutBenchmark extends Nanoseconds {

  private static final int RECEIVERS = 500;

  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final List<WebSocketTransport> transports = new ArrayList<>();
  private final byte[] event =
      ("2[\"msg\",\"" + "x".repeat(200) + "\"]").getBytes(StandardCharsets.UTF_8);

  /** Opens the WebSockets. */
  public FanOutBenchmark() {
    for (int i = 0; i < RECEIVERS; i++) {
      var channel = new EmbeddedChannel();
      channels.add(channel);
      transports.add(
          new WebSocketTransport(
              channel,
              new WebSocketTransport.Settings(1_000_000, FrameFormat.PLAIN, new RefusalLog())));
    }
  }

  /** Sends a new packet to all. */
  @Benchmark
  @OperationsPerInvocation(RECEIVERS)
  public int deliver() {
    EncodedPacket packet = EncodedPacket.text(event, List.of());
    for (WebSocketTransport transport : transports) {
      transport.offer(packet);
      transport.flush();
    }
    int written = 0;
    for (EmbeddedChannel channel : channels) {
      Object frame = channel.readOutbound();
      written += frame == null ? 0 : 1;
      ReferenceCountUtil.release(frame);
    }
    return written;
  }
}
