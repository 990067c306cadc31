package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.RefusalLog;
import io.sidecast.limit.Limits;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of bytes that arrive while reading is paused, at the end of their connection and at a check
 * for a sign of life.
 */
@ExtendWith(LeakDetection.class)
class UnreadBytesAtCloseTest {

  /** The reader has received the frames, but reading is paused. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesAreDeliveredBeforeTheEnd(boolean closeFrame) {
    var listener = new RecordingListener();
    var channel = new EmbeddedChannel();
    WebSocketTransport transport = webSocket(channel, listener);
    transport.setReading(true);
    transport.setReading(false);
    write(channel, 0x81, "4one");
    write(channel, 0x81, "4two");
    if (closeFrame) {
      write(channel, 0x88, "");
    }
    assertThat(listener.events).isEmpty();
    channel.close();
    channel.finishAndReleaseAll();
    assertThat(listener.events).startsWith("one", "two").hasSize(3);
    assertThat(listener.events.get(2)).startsWith("closed");
  }

  /** A transport with paused reading reads once for each check for a sign of life. */
  @Test
  void aLookReadsOnePiece() {
    var listener = new RecordingListener();
    var channel = new EmbeddedChannel();
    WebSocketTransport transport = webSocket(channel, listener);
    transport.setReading(true);
    transport.setReading(false);
    write(channel, 0x81, "4one");
    assertThat(listener.events).isEmpty();
    transport.checkClientActivity();
    write(channel, 0x81, "4two");
    assertThat(listener.events).containsExactly("one", "two", "sign of life");
    write(channel, 0x81, "4three");
    assertThat(listener.events).hasSize(3);
    transport.checkClientActivity();
    write(channel, 0x8a, "");
    assertThat(listener.events.subList(3, 5)).containsExactly("three", "sign of life");
    channel.finishAndReleaseAll();
  }

  private static WebSocketTransport webSocket(EmbeddedChannel channel, RecordingListener listener) {
    var settings =
        new WebSocketTransport.Settings(
            1_000_000,
            FrameFormat.PLAIN,
            new RefusalLog(),
            new IncompleteBytes(new Limits(Map.of())),
            new LoopCounters());
    var transport = new WebSocketTransport(channel, settings);
    channel.pipeline().addLast(transport.handler());
    transport.attach(listener);
    return transport;
  }

  private static void write(EmbeddedChannel channel, int first, String text) {
    byte[] frame = RawClient.masked(first, text.getBytes(StandardCharsets.UTF_8));
    channel.writeInbound(Unpooled.wrappedBuffer(frame));
  }

  /** The POST requests follow a waiting poll on one connection, which then ends. */
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
}
