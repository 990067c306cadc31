package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sidecast.engine.PacketSink;
import io.sidecast.engine.PacketType;
import io.sidecast.engine.RefusalLog;
import io.sidecast.socket.DisconnectReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that have arrived and are unread when their connection ends. */
@ExtendWith(LeakWatch.class)
class UnreadAtTheEndTest {

  /** The frames are with the reader, which was told not to read on. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesAreDeliveredBeforeTheEnd(boolean closeFrame) {
    var sink = new RecordingSink();
    var style = WireStyle.PLAIN;
    var channel = new EmbeddedChannel();
    var transport =
        new WebSocketTransport(
            channel, new WebSocketTransport.Settings(1_000_000, style, new RefusalLog()));
    channel.pipeline().addLast(transport.handler());
    transport.attach(sink);
    transport.setReading(true);
    transport.setReading(false);
    write(channel, 0x81, "4one");
    write(channel, 0x81, "4two");
    if (closeFrame) {
      write(channel, 0x88, "");
    }
    assertThat(sink.events).isEmpty();
    channel.close();
    channel.finishAndReleaseAll();
    assertThat(sink.events).startsWith("one", "two").hasSize(3);
    assertThat(sink.events.get(2)).startsWith("closed");
  }

  private static void write(EmbeddedChannel channel, int first, String text) {
    byte[] frame = RawClient.masked(first, text.getBytes(StandardCharsets.UTF_8));
    channel.writeInbound(Unpooled.wrappedBuffer(frame));
  }

  /** A POST stands behind a poll that waits, on one connection, which then ends. */
  @Test
  void pipelinedPostIsHandledBeforeTheEnd() throws Exception {
    try (var server = TestServer.start()) {
      String path = server.openPolling();
      var handler = server.accepted();
      try (var client = new RawClient(server)) {
        client.send(
            RawClient.get(path)
                + RawClient.post(path, "4!one\u001e4!two")
                + RawClient.post(path, "4!three")
                + RawClient.get("/nothing")
                + "POST "
                + path
                + " HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\n4!cut");
        client.socket.shutdownOutput();
        assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
        assertThat(handler.received).containsExactly("!one", "!two", "!three");
      }
    }
  }

  private static final class RecordingSink implements PacketSink {
    final List<String> events = new ArrayList<>();

    @Override
    public void onPacket(PacketType type, byte[] data) {
      events.add(new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(byte[] data) {
      events.add("binary");
    }

    @Override
    public void onMalformed(String detail) {
      events.add("malformed " + detail);
    }

    @Override
    public void onSignOfLife() {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(String detail) {
      events.add("closed " + detail);
    }

    @Override
    public void onFailed(String detail) {
      events.add("failed " + detail);
    }
  }
}
