package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames, limits and the closing handshake of WebSockets (RFC 6455). */
@ExtendWith(LeakDetection.class)
class WebSocketTest {

  private static final int MAX_PAYLOAD = 200_000;
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int FINAL_CONTINUATION = 0x80;

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(settings -> settings.maxPayload(MAX_PAYLOAD));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient open() throws Exception {
    var client = RawClient.webSocket(server, TestServer.WEBSOCKET);
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 124, 125, 126, 127, 65_534, 65_535, 65_536, MAX_PAYLOAD})
  void everyLengthOfTextAndBytes(int length) throws Exception {
    try (var client = open()) {
      String text = "4" + "x".repeat(length - 1);
      client.frame(FINAL_TEXT, utf8(text));
      assertThat(client.text()).isEqualTo(text);

      byte[] bytes = new byte[length];
      bytes[length - 1] = (byte) 0xC3;
      client.frame(FINAL_BINARY, bytes);
      var frame = client.frame();
      assertThat(frame.opcode()).isEqualTo(2);
      assertThat(frame.data()).isEqualTo(bytes);
    }
  }

  @Test
  void fragmentsWithControlFramesBetween() throws Exception {
    try (var client = open()) {
      client.frame(0x01, utf8("4he"));
      client.frame(0x89, utf8("are you there"));
      client.frame(0x00, utf8(""));
      client.frame(0x00, utf8("ll"));
      client.frame(FINAL_CONTINUATION, utf8("o"));

      var pong = client.frame();
      assertThat(pong.opcode()).isEqualTo(0xA);
      assertThat(pong.data()).isEqualTo(utf8("are you there"));
      assertThat(client.text()).isEqualTo("4hello");

      client.frame(0x02, new byte[] {1});
      client.frame(FINAL_CONTINUATION, new byte[] {2});
      assertThat(client.frame().data()).containsExactly(1, 2);
    }
  }

  @Test
  void framesThatArriveByteByByte() throws Exception {
    try (var client = open()) {
      for (byte one : RawClient.masked(FINAL_TEXT, utf8("4" + "slow".repeat(40)))) {
        client.send(new byte[] {one});
      }
      assertThat(client.text()).isEqualTo("4" + "slow".repeat(40));
    }
  }

  @Test
  void manyFramesAtOnceAreAnsweredInOrder() throws Exception {
    try (var client = open()) {
      var all = new ByteArrayOutputStream();
      for (int i = 0; i < 500; i++) {
        all.writeBytes(RawClient.masked(FINAL_TEXT, utf8("4" + i)));
      }
      client.send(all.toByteArray());
      for (int i = 0; i < 500; i++) {
        assertThat(client.text()).isEqualTo("4" + i);
      }
    }
  }

  @Test
  void tooLargeMessageIsRefused() throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.send(
          new byte[] {(byte) FINAL_TEXT, (byte) 0xFF, 0, 0, 0, 0, 0, 3, 0x0D, 0x41, 0, 0, 0, 0});
      assertThat(client.closeCode()).isEqualTo(1009);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    }
  }

  @Test
  void tooManyFragmentsAreRefused() throws Exception {
    try (var client = open()) {
      client.frame(0x01, new byte[MAX_PAYLOAD]);
      client.frame(0x00, new byte[1]);
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "7", "b4AAA"})
  void malformedPacketClosesTheSession(String packet) throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.frame(FINAL_TEXT, utf8(packet));
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
    }
  }

  @Test
  void closeFrameIsAnsweredAndTheConnectionEnds() throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.frame(0x88, new byte[] {0x03, (byte) 0xE9});
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
      assertThat(handler.closeCalls).hasValue(1);
    }
  }

  @Test
  void goneClientClosesTheSession() throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.socket.shutdownOutput();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }
  }

  @Test
  void attachmentsFollowTheirHead() throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      byte[] large = new byte[100_000];
      large[99_999] = 7;
      var packet = EncodedPacket.text(utf8("52-[]"), List.of(new byte[] {1, 2}, large));
      handler.connection.send(packet);
      handler.connection.send(packet); // the second packet shares the buffer
      handler.send("after");

      for (int i = 0; i < 2; i++) {
        assertThat(client.text()).isEqualTo("452-[]");
        assertThat(client.frame().data()).containsExactly(1, 2);
        assertThat(client.frame().data()).isEqualTo(large);
      }
      assertThat(client.text()).isEqualTo("4after");
    }
  }

  @Test
  void failingHandlerClosesItsOwnConnectionOnly() throws Exception {
    try (var other = open()) {
      server.accepted();
      try (var client = open()) {
        var handler = server.accepted();
        client.frame(FINAL_TEXT, utf8("4!fail"));
        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(handler.closeReason()).isEqualTo(DisconnectReason.FORCED_SERVER_CLOSE);
      }
      other.frame(FINAL_TEXT, utf8("4fine"));
      assertThat(other.text()).isEqualTo("4fine");
    }
  }
}
