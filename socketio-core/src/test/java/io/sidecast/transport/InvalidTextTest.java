package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.CompressionSettings;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.http.HttpSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is not UTF-8 closes its session, whether a handler parses the text or not. */
@ExtendWith(LeakDetection.class)
class InvalidTextTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    var http =
        HttpSettings.DEFAULT.withCompression(CompressionSettings.DEFAULT.withWebSocket(true, 1024));
    server =
        TestServer.start(settings -> settings.allowEio3(true), TestServer.local().withHttp(http));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Returns an Engine.IO message that contains bytes. */
  private static byte[] message(String before, String hex, String after) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hex));
    bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static RawClient open() throws Exception {
    return open(RawClient.upgrade(TestServer.WEBSOCKET));
  }

  private static RawClient open(String upgrade) throws Exception {
    var client = new RawClient(server);
    client.send(upgrade);
    assertThat(client.answer().status()).isEqualTo(101);
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  private static void assertRefused(RawClient client) throws Exception {
    EchoHandler handler = server.accepted();
    assertThat(client.closeCode()).isEqualTo(1007);
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    assertThat(handler.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0 AF", "ED A0 80", "F4 90 80 80", "F5 80 80 80", "80", "E6 8B", "FF"})
  void inOneFrame(String hex) throws Exception {
    for (String before : new String[] {"42[\"e\",\"", "4!", "6", ""}) {
      try (var client = open()) {
        client.frame(0x81, message(before, hex, ""));
        assertRefused(client);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0 AF", "ED A0 80", "F4 90 80 80"})
  void splitInsideOfACharacter(String hex) throws Exception {
    byte[] all = message("4hello", hex, "more");
    for (int cut = 6; cut < all.length - 4; cut++) {
      try (var client = open()) {
        client.frame(0x01, Arrays.copyOf(all, cut));
        client.frame(0x00, Arrays.copyOfRange(all, cut, all.length)); // more fragments follow
        assertRefused(client);
      }
    }
  }

  @Test
  void aMessageThatEndsInsideOfACharacter() throws Exception {
    try (var client = open()) {
      client.frame(0x01, message("4", "E6", ""));
      client.frame(0x80, message("", "8B", ""));
      assertRefused(client);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void compressed(boolean fragmented) throws Exception {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate\r\nHost:";
    try (var client = open(RawClient.upgrade(TestServer.WEBSOCKET).replace("Host:", offer))) {
      byte[] deflated = MessageDeflate.deflate(message("4hello", "ED A0 80", "more"));
      if (fragmented) {
        client.frame(0x41, Arrays.copyOf(deflated, 5));
        client.frame(0x80, Arrays.copyOfRange(deflated, 5, deflated.length));
      } else {
        client.frame(0xC1, deflated);
      }
      assertRefused(client);
    }
  }

  @Test
  void duringAnUpgradeOnlyTheWebSocketEnds() throws Exception {
    String path = server.openPolling();
    EchoHandler handler = server.accepted();
    try (var client = RawClient.webSocket(server, TestServer.toWebSocket(path))) {
      client.frame(0x81, message("2probe", "C0 AF", ""));
      assertThat(client.closeCode()).isEqualTo(1007);
    }
    handler.send("still here");
    assertThat(server.poll(path)).isEqualTo("4still here");
  }

  @Test
  void textCutInsideOfCharactersArrivesWhole() throws Exception {
    byte[] all = "4é, 拜托了 and 😀".getBytes(StandardCharsets.UTF_8);
    try (var client = open()) {
      server.accepted();
      for (int cut = 1; cut < all.length; cut++) {
        client.frame(0x01, Arrays.copyOf(all, cut));
        client.frame(0x80, Arrays.copyOfRange(all, cut, all.length));
        assertThat(client.frame().data()).isEqualTo(all);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0 AF", "ED A0 80", "F4 90 80 80", "E6 8B"})
  void inABodyOfPolling(String hex) throws Exception {
    String path = server.openPolling();
    EchoHandler handler = server.accepted();
    try (var client = new RawClient(server)) {
      byte[] body = message("4fine\u001e4hello", hex, "");
      client.send(RawClient.post(path, new String(body, StandardCharsets.ISO_8859_1)));
      assertThat(client.answer().status()).isEqualTo(200);
    }
    handler.awaits("fine");
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
    assertThat(handler.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/octet-stream"})
  void inABodyOfOldPolling(String type) throws Exception {
    String open = server.get("/socket.io/?EIO=3&transport=polling").body();
    String path = "/socket.io/?EIO=3&transport=polling&sid=" + TestServer.sid(open);
    EchoHandler handler = server.accepted();
    byte[] body =
        type.startsWith("text")
            ? message("3:4", "ED A0 80", "x")
            : message("\0\4", "FF 34 ED A0 80", "");
    try (var client = new RawClient(server)) {
      String request = RawClient.post(path, new String(body, StandardCharsets.ISO_8859_1));
      client.send(request.replace("text/plain", type));
      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
    assertThat(handler.received).isEmpty();
  }
}
