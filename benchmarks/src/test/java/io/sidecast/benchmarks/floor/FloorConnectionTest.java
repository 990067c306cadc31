package io.sidecast.benchmarks.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Tests that the minimal servers read frames in all forms that the load generator sends. */
class FloorConnectionTest {

  private static final String ECHO = "421[\"echo\",\"hello\"]";
  private static final String ACK = "431[\"hello\"]";

  private final EmbeddedChannel channel = new EmbeddedChannel(new RoomConnection(new FloorRoom()));

  @Test
  void frameInPieces() {
    upgrade();
    ByteBuf frame = frame(ECHO);
    while (frame.readableBytes() > 1) {
      channel.writeInbound(frame.readBytes(1));
      assertThat(channel.<ByteBuf>readOutbound()).isNull();
    }
    channel.writeInbound(frame);
    assertThat(sent()).endsWith(ACK);
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
  }

  @Test
  void severalFramesInOnePiece() {
    upgrade();
    channel.writeInbound(Unpooled.wrappedBuffer(frame(ECHO), frame(ECHO)).copy());
    assertThat(sent()).endsWith(ACK);
    assertThat(sent()).endsWith(ACK);
  }

  @Test
  void packetOfTheBareCluster() {
    byte[] packet =
        ("42[\"emit_sid\",{\"sid\":\"" + SidEmit.sid(12_345) + "\",\"data\":\"hello\"}]")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(SidEmit.number(packet)).isEqualTo(12_345);
    assertThat(SidEmit.data(packet).toString(StandardCharsets.US_ASCII)).isEqualTo("\"hello\"");
  }

  private void upgrade() {
    String request = "GET / HTTP/1.1\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    assertThat(sent()).startsWith("HTTP/1.1 101");
    assertThat(sent()).contains("\"sid\"");
  }

  /** Creates a frame with a mask, as clients send it. */
  private static ByteBuf frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] mask = {1, 2, 3, 4};
    ByteBuf frame = Unpooled.buffer();
    frame.writeByte(0x81).writeByte(0x80 | bytes.length).writeBytes(mask);
    for (int i = 0; i < bytes.length; i++) {
      frame.writeByte(bytes[i] ^ mask[i % mask.length]);
    }
    return frame;
  }

  private String sent() {
    ByteBuf out = channel.readOutbound();
    String text = out.toString(StandardCharsets.US_ASCII);
    out.release();
    return text;
  }
}
