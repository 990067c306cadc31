package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.http.CompressionSettings;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.http.HttpSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages of clients, as RFC 7692 (section 7.2) allows them. */
@ExtendWith(LeakDetection.class)
class DeflatedMessagesTest {

  private static final int COMPRESSED_TEXT = 0xC1;
  private static final int TAIL = 4;

  private static TestServer server;

  @BeforeAll
  static void start() {
    var compression = CompressionSettings.DEFAULT.withWebSocket(true, 0);
    server =
        TestServer.start(
            settings -> settings.maxPayload(200_000),
            TestServer.local().withHttp(HttpSettings.DEFAULT.withCompression(compression)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient open(String offer) throws Exception {
    var client = new RawClient(server);
    String request = RawClient.upgrade(TestServer.WEBSOCKET);
    client.send(request.replace("Host:", "Sec-WebSocket-Extensions: " + offer + "\r\nHost:"));
    assertThat(client.answer().head()).contains("sec-websocket-extensions: permessage-deflate");
    client.frame(); // the OPEN packet
    return client;
  }

  private static RawClient open() throws Exception {
    return open("permessage-deflate; client_max_window_bits");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertEcho(RawClient client, byte[] message) throws Exception {
    var frame = client.frame();
    assertThat(frame.compressed()).isTrue();
    assertThat(MessageDeflate.inflate(frame.data(), 200_000)).isEqualTo(message);
  }

  @ParameterizedTest(name = "{0} bytes in fragments of {1}")
  @CsvSource({
    "1,     1",
    "16,    7",
    "256,   64",
    "1024,  1024",
    "4096,  100",
    "65536, 1",
    "131072, 4096",
    "200000, 65536"
  })
  void messagesOfEachSize(int length, int fragment) throws Exception {
    byte[] message =
        Arrays.copyOf(utf8("4" + "{\"price\":17.25,\"name\":\"x\"}".repeat(8_000)), length);
    byte[] compressed = MessageDeflate.deflate(message);
    try (var client = open()) {
      for (int at = 0; at < compressed.length; at += fragment) {
        int end = Math.min(compressed.length, at + fragment);
        int first = (at == 0 ? 0x41 : 0) | (end == compressed.length ? 0x80 : 0);
        client.frame(first, Arrays.copyOfRange(compressed, at, end));
      }
      assertEcho(client, message);
    }
  }

  /** Each level makes other kinds of blocks; level 0 makes stored ones. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void blocksOfEachKind(int level) throws Exception {
    byte[] message = utf8("4" + "sidecast ".repeat(5_000));
    try (var client = open()) {
      client.frame(COMPRESSED_TEXT, deflated(message, level, Deflater.SYNC_FLUSH));
      assertEcho(client, message);
    }
  }

  /** A block with BFINAL set, followed by the empty block of one zero byte (section 7.2.3.4). */
  @Test
  void finalBlock() throws Exception {
    byte[] message = utf8("4hello hello hello");
    byte[] block = deflated(message, Deflater.DEFAULT_COMPRESSION, -1);
    try (var client = open()) {
      client.frame(COMPRESSED_TEXT, Arrays.copyOf(block, block.length + 1));
      assertEcho(client, message);
      client.frame(COMPRESSED_TEXT, MessageDeflate.deflate(message));
      assertEcho(client, message);
    }
  }

  @Test
  void severalBlocks() throws Exception {
    try (var client = open()) {
      byte[] one = deflated(utf8("4one"), 9, Deflater.FULL_FLUSH);
      byte[] two = deflated(utf8(" two"), 9, Deflater.FULL_FLUSH);
      var message = new ByteArrayOutputStream();
      message.writeBytes(one);
      message.writeBytes(new byte[] {0, 0, -1, -1}); // the end of the first block
      message.writeBytes(two);
      client.frame(COMPRESSED_TEXT, message.toByteArray());
      assertEcho(client, utf8("4one two"));
    }
  }

  @Test
  void emptyMessage() throws Exception {
    try (var client = open()) {
      client.frame(0xC2, new byte[] {0});
      assertEcho(client, new byte[0]);
    }
  }

  /** The server has asked for messages without the context of earlier ones. */
  @Test
  void contextOfAnEarlierMessageIsRefused() throws Exception {
    var deflater = new Deflater(9, true);
    byte[] random = utf8("4" + "0f3a9c7e51b2d846".repeat(3));
    try (var client = open()) {
      client.frame(COMPRESSED_TEXT, deflated(deflater, random));
      assertEcho(client, random);
      client.frame(COMPRESSED_TEXT, deflated(deflater, random));
      assertThat(client.closeCode()).isEqualTo(1007);
    } finally {
      deflater.end();
    }
  }

  /**
   * The response to an offer with a limit for the server's window has a limit (section 7.1.2.1).
   */
  @Test
  void windowOfTheServerIsConfirmed() throws Exception {
    try (var client = new RawClient(server)) {
      String offer = "permessage-deflate; server_max_window_bits=15; client_max_window_bits=9";
      String request = RawClient.upgrade(TestServer.WEBSOCKET);
      client.send(request.replace("Host:", "Sec-WebSocket-Extensions: " + offer + "\r\nHost:"));
      assertThat(client.answer().head())
          .contains(MessageDeflate.AGREED + "; server_max_window_bits=15\r\n");
    }
  }

  private static byte[] deflated(byte[] message, int level, int flush) {
    var deflater = new Deflater(level, true);
    try {
      byte[] out = new byte[message.length + 1000];
      deflater.setInput(message);
      if (flush < 0) {
        deflater.finish();
        return Arrays.copyOf(out, deflater.deflate(out));
      }
      return Arrays.copyOf(out, deflater.deflate(out, 0, out.length, flush) - TAIL);
    } finally {
      deflater.end();
    }
  }

  private static byte[] deflated(Deflater deflater, byte[] message) {
    byte[] out = new byte[message.length + 1000];
    deflater.setInput(message);
    return Arrays.copyOf(out, deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - TAIL);
  }
}
