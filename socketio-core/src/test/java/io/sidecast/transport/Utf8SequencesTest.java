package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The borders of UTF-8 (RFC 3629, section 4) in text messages, in one frame and with one byte in
 * each fragment.
 */
@ExtendWith(LeakDetection.class)
class Utf8SequencesTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
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

  /** Returns a message of Engine.IO with these bytes. */
  private static byte[] message(String hex) {
    var bytes = new ByteArrayOutputStream();
    bytes.write('4');
    bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hex));
    return bytes.toByteArray();
  }

  /** Sends one fragment for each byte. */
  private static void sendFragments(RawClient client, byte[] message, boolean complete)
      throws Exception {
    for (int i = 0; i < message.length; i++) {
      int last = complete && i == message.length - 1 ? 0x80 : 0;
      client.frame((i == 0 ? 1 : 0) | last, new byte[] {message[i]});
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "7F",
        "C2 80", // U+0080
        "DF BF", // U+07FF
        "E0 A0 80", // U+0800
        "ED 9F BF", // U+D7FF, the last before the surrogates
        "EE 80 80", // U+E000, the first after them
        "EF BF BD", // U+FFFD
        "EF BF BE", // U+FFFE, not a character
        "EF BF BF", // U+FFFF, not a character
        "F0 90 80 80", // U+10000
        "F0 9F BF BE", // U+1FFFE, not a character
        "F3 BF BF BF", // U+FFFFF, not a character
        "F4 8F BF BF", // U+10FFFF, the last
        "CE BA E1 BD B9 CF 83 CE BC CE B5" // Greek with an accent of two code points
      })
  void validText(String hex) throws Exception {
    byte[] message = message(hex);
    try (var client = open()) {
      client.frame(0x81, message);
      assertThat(client.frame().data()).isEqualTo(message);
      sendFragments(client, message, true);
      assertThat(client.frame().data()).isEqualTo(message);
    }
  }

  /** The server refuses the fragment with the first wrong byte, before the message is complete. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // a continuation byte alone
        "BF",
        "C0 80", // overlong forms
        "C1 BF",
        "E0 80 80",
        "E0 9F BF",
        "F0 80 80 80",
        "F0 8F BF BF",
        "ED A0 80", // surrogates
        "ED AF BF",
        "ED B0 80",
        "ED BF BF",
        "F4 90 80 80", // above U+10FFFF
        "F7 BF BF BF",
        "F8 88 80 80 80", // five and six bytes
        "FC 84 80 80 80 80",
        "FE",
        "FF",
        "C2 20", // a character cut by another one
        "E1 80 20",
        "F1 80 80 20",
        "CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65" // valid text before
      })
  void invalidText(String hex) throws Exception {
    byte[] message = message(hex);
    try (var client = open()) {
      client.frame(0x81, message);
      assertThat(client.closeCode()).isEqualTo(1007);
    }
    try (var client = open()) {
      sendFragments(client, message, false);
      assertThat(client.closeCode()).isEqualTo(1007);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C2", "E1", "E1 80", "F1", "F1 80", "F1 80 80"})
  void textThatEndsInsideOfACharacter(String hex) throws Exception {
    byte[] message = message(hex);
    try (var client = open()) {
      client.frame(0x81, message);
      assertThat(client.closeCode()).isEqualTo(1007);
    }
    try (var client = open()) {
      sendFragments(client, message, true);
      assertThat(client.closeCode()).isEqualTo(1007);
    }
  }
}
