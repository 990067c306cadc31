package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in fragments, with control frames between them (RFC 6455, section 5.4). */
@ExtendWith(LeakDetection.class)
class FragmentsTest {

  private static final int CONTINUATION = 0x00;
  private static final int LAST = 0x80;
  private static final int LENGTH = 65_537;

  private static TestServer server;
  private EchoHandler handler;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private RawClient open() throws Exception {
    var client = RawClient.webSocket(server, TestServer.WEBSOCKET);
    assertThat(client.text()).startsWith("0{");
    handler = server.accepted();
    return client;
  }

  private static byte[] message(int opcode) {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = (byte) (opcode == 1 ? 'a' + i % 26 : i);
    }
    bytes[0] = '4';
    return bytes;
  }

  @ParameterizedTest(name = "opcode {0}, fragments of {1} bytes, pings {2}")
  @CsvSource({
    "1, 1,      false",
    "1, 125,    true",
    "1, 126,    true",
    "1, 4096,   true",
    "1, 65536,  true",
    "2, 1,      false",
    "2, 127,    true",
    "2, 16384,  true",
    "2, 65535,  true"
  })
  void messageInFragmentsOfEachSize(int opcode, int size, boolean pings) throws Exception {
    byte[] message = message(opcode);
    var frames = new ByteArrayOutputStream();
    int count = 0;
    for (int at = 0; at < LENGTH; at += size) {
      int end = Math.min(LENGTH, at + size);
      int first = (at == 0 ? opcode : CONTINUATION) | (end == LENGTH ? LAST : 0);
      frames.writeBytes(RawClient.masked(first, Arrays.copyOfRange(message, at, end)));
      if (pings && end < LENGTH) {
        frames.writeBytes(RawClient.masked(0x89, new byte[] {(byte) count++}));
      }
    }
    try (var client = open()) {
      client.send(frames.toByteArray());
      for (int i = 0; i < count; i++) {
        assertThat(client.frame().data()).containsExactly((byte) i);
      }
      var echo = client.frame();
      assertThat(echo.opcode()).isEqualTo(opcode);
      assertThat(echo.data()).isEqualTo(message);
    }
  }

  @Test
  void fragmentsMayBeEmpty() throws Exception {
    try (var client = open()) {
      client.frame(0x01, new byte[0]);
      client.frame(CONTINUATION, new byte[0]);
      client.frame(CONTINUATION, new byte[] {'4', 'x'});
      client.frame(CONTINUATION, new byte[0]);
      client.frame(LAST, new byte[0]);
      assertThat(client.text()).isEqualTo("4x");
      client.frame(0x02, new byte[0]);
      client.frame(LAST, new byte[0]);
      assertThat(client.frame().data()).isEmpty();
    }
  }

  /** A valid message goes before the violation, and reaches the handler. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 80 00 00 00 00", // a continuation of nothing
        "80 80 00 00 00 00", // the last fragment of nothing
        "01 80 00 00 00 00 81 80 00 00 00 00", // a message within a message
        "02 80 00 00 00 00 01 80 00 00 00 00", // a first fragment within a message
        "01 80 00 00 00 00 09 80 00 00 00 00", // a ping in fragments within a message
        "01 80 00 00 00 00 83 80 00 00 00 00", // a reserved opcode within a message
        "01 80 00 00 00 00 40 80 00 00 00 00", // a reserved bit of a continuation
      })
  void violationAfterAMessage(String bytes) throws Exception {
    try (var client = open()) {
      client.frame(0x81, new byte[] {'4', '!', 'a'});
      client.send(HexFormat.ofDelimiter(" ").parseHex(bytes));
      assertThat(client.closeCode()).isEqualTo(1002);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.received).containsExactly("!a");
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    }
  }
}
