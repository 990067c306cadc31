package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames and status codes of close frames that clients must not send (RFC 6455, sections 5 and
 * 7.4).
 */
@ExtendWith(LeakDetection.class)
class FramesTest {

  private static final int MAX_PAYLOAD = 70_000;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(settings -> settings.maxPayload(MAX_PAYLOAD));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient open() throws Exception {
    var client = RawClient.webSocket(server, TestServer.WEBSOCKET);
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  @ParameterizedTest
  @CsvSource({
    "1002, not masked,                       81 01 34",
    "1002, first reserved bit,               C1 81 00 00 00 00 34",
    "1002, second reserved bit,              A1 81 00 00 00 00 34",
    "1002, third reserved bit,               91 81 00 00 00 00 34",
    "1002, reserved bit of a ping,           C9 80 00 00 00 00",
    "1002, reserved opcode 3,                83 80 00 00 00 00",
    "1002, reserved opcode 7,                87 80 00 00 00 00",
    "1002, reserved control opcode B,        8B 80 00 00 00 00",
    "1002, reserved control opcode F,        8F 80 00 00 00 00",
    "1002, continuation of nothing,          80 80 00 00 00 00",
    "1002, first continuation of nothing,    00 80 00 00 00 00",
    "1002, message within a message,         01 80 00 00 00 00 81 80 00 00 00 00",
    "1002, bytes within a text,              01 80 00 00 00 00 02 80 00 00 00 00",
    "1002, fragmented ping,                  09 80 00 00 00 00",
    "1002, fragmented pong,                  0A 80 00 00 00 00",
    "1002, fragmented close,                 08 80 00 00 00 00",
    "1002, ping of 126 bytes,                89 FE 00 7E 00 00 00 00",
    "1002, pong with a length of 8 bytes,    8A FF 00 00 00 00 00 00 00 01 00 00 00 00",
    "1002, close of 126 bytes,               88 FE 00 7E 00 00 00 00",
    "1002, length with the top bit,          82 FF 80 00 00 00 00 00 00 01 00 00 00 00",
    "1002, 125 as two bytes,                 82 FE 00 7D 00 00 00 00",
    "1002, 0 as two bytes,                   81 FE 00 00 00 00 00 00",
    "1002, 65535 as eight bytes,             82 FF 00 00 00 00 00 00 FF FF 00 00 00 00",
    "1002, close with half a status,         88 81 00 00 00 00 03",
    "1007, close reason that is not UTF-8,   88 84 00 00 00 00 03 E8 C0 AF",
    "1007, close reason cut in a character,  88 83 00 00 00 00 03 E8 C3",
    "1009, longer than allowed,              82 FF 00 00 00 00 00 01 11 71 00 00 00 00",
    "1009, much longer than allowed,         82 FF 7F FF FF FF FF FF FF FF 00 00 00 00"
  })
  void violationsAreRefused(int code, String what, String bytes) throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.send(HexFormat.ofDelimiter(" ").parseHex(bytes));
      assertThat(client.closeCode()).as(what).isEqualTo(code);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
      assertThat(handler.closeCalls).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
  void forbiddenCloseCodes(int code) throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.frame(0x88, new byte[] {(byte) (code >>> 8), (byte) code});
      assertThat(client.closeCode()).isEqualTo(1002);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    }
  }

  static IntStream allowedCloseCodes() {
    return IntStream.of(1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999);
  }

  @ParameterizedTest
  @MethodSource("allowedCloseCodes")
  void closeCodesThatClientsMaySend(int code) throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      var close = new ByteArrayOutputStream();
      close.write(code >>> 8);
      close.write(code);
      close.writeBytes("grüße".getBytes(StandardCharsets.UTF_8));
      client.frame(0x88, close.toByteArray());
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }
  }

  @Test
  void controlFramesDoNotCountTowardTheMessage() throws Exception {
    try (var client = open()) {
      server.accepted();
      byte[] almost = new byte[MAX_PAYLOAD - 1];
      byte[] ping = new byte[125];
      client.frame(0x02, almost);
      client.frame(0x89, ping);
      client.frame(0x8A, ping);
      client.frame(0x80, new byte[] {7});
      var pong = client.frame();
      assertThat(pong.opcode()).isEqualTo(0xA);
      assertThat(pong.data()).isEqualTo(ping);
      assertThat(client.frame().data()).hasSize(MAX_PAYLOAD).endsWith(7);
    }
  }

  @Test
  void closeBetweenFragmentsIsAClose() throws Exception {
    try (var client = open()) {
      var handler = server.accepted();
      client.frame(0x02, new byte[MAX_PAYLOAD]);
      client.frame(0x88, new byte[] {3, (byte) 0xE8});
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }
  }
}
