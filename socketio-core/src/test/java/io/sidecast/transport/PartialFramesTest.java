package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Frames whose bytes arrive in pieces that begin and end within frames. */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class PartialFramesTest {

  private static final int MEBIBYTE = 1024 * 1024;
  private static final int FRAMES = 4_000;

  /** A packet that the engine ignores, so that the server stores and sends nothing. */
  private static final byte[] IGNORED =
      RawClient.masked(0x81, ("6" + "x".repeat(16_001)).getBytes(StandardCharsets.US_ASCII));

  private static final int HALF = IGNORED.length / 2;

  /** The connection never pauses at the end of a frame, but the buffer stays small. */
  @Test
  void aStreamThatAlwaysEndsWithinAFrameNeedsLittleMemory() throws Exception {
    try (var server = TestServer.start();
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      assertThat(client.text()).startsWith("0{");
      client.send(Arrays.copyOf(IGNORED, HALF));
      byte[] shifted = shifted();
      long before = UsedMemory.buffers();
      for (int i = 0; i < FRAMES; i++) {
        client.send(shifted);
      }
      pingWithinAFrame(client);
      assertThat(client.frame().opcode()).isEqualTo(0xA);
      assertThat(UsedMemory.buffers() - before).isLessThan(16 * MEBIBYTE);
    }
  }

  /** Returns the second half of a frame and the first half of the next one. */
  private static byte[] shifted() {
    var bytes = new ByteArrayOutputStream();
    bytes.write(IGNORED, HALF, IGNORED.length - HALF);
    bytes.write(IGNORED, 0, HALF);
    return bytes.toByteArray();
  }

  /** Ends the current frame, sends a ping and begins another frame. */
  private static void pingWithinAFrame(RawClient client) throws Exception {
    var bytes = new ByteArrayOutputStream();
    bytes.write(IGNORED, HALF, IGNORED.length - HALF);
    bytes.writeBytes(RawClient.masked(0x89, new byte[] {1}));
    bytes.write(IGNORED, 0, HALF);
    client.send(bytes.toByteArray());
  }

  /** Each size of a piece cuts the header, the mask and the payload at another place. */
  @Test
  void framesInPiecesOfEverySize() throws Exception {
    byte[] message = ("4" + "é😀".repeat(60)).getBytes(StandardCharsets.UTF_8);
    var frames = new ByteArrayOutputStream();
    frames.writeBytes(RawClient.masked(0x81, message));
    frames.writeBytes(RawClient.masked(0x89, new byte[] {7}));
    frames.writeBytes(RawClient.masked(0x82, new byte[300]));
    byte[] all = frames.toByteArray();
    try (var server = TestServer.start();
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.text();
      for (int size = 1; size < 40; size++) {
        for (int at = 0; at < all.length; at += size) {
          client.send(Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
        }
        assertThat(nextMessage(client)).isEqualTo(message);
        assertThat(nextMessage(client)).isEqualTo(new byte[300]);
      }
    }
  }

  /** Returns the next message. The pong may be before or after it. */
  private static byte[] nextMessage(RawClient client) throws Exception {
    var frame = client.frame();
    return frame.opcode() == 0xA ? nextMessage(client) : frame.data();
  }
}
