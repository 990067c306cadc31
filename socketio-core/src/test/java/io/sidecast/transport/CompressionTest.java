package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.http.CompressionSettings;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.EncodedPacket.Flags;
import io.sidecast.transport.encoding.EncodedFrames;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.http.HttpSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed responses to polls, and compressed WebSocket messages (RFC 7692). */
@ExtendWith(LeakDetection.class)
class CompressionTest {

  private static final int TEXT = 0x81;
  private static final int COMPRESSED_TEXT = 0xC1;
  private static final String LARGE = "x".repeat(1023);
  private static final String OFFER = "permessage-deflate; client_max_window_bits";

  private TestServer server;

  @BeforeEach
  void start() {
    var compression = CompressionSettings.DEFAULT.withWebSocket(true, 1024);
    server =
        TestServer.start(
            settings -> settings.maxPayload(100_000),
            TestServer.local().withHttp(HttpSettings.DEFAULT.withCompression(compression)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  // ---- polling

  private HttpResponse<byte[]> poll(String path, String accepted) throws Exception {
    var request = server.request(path).header("accept-encoding", accepted).build();
    return TestServer.HTTP.send(request, BodyHandlers.ofByteArray());
  }

  private static String encoding(HttpResponse<?> response) {
    return response.headers().firstValue("content-encoding").orElse("none");
  }

  private static String decoded(HttpResponse<byte[]> response) throws IOException {
    InputStream body = new ByteArrayInputStream(response.body());
    InputStream decoder =
        switch (encoding(response)) {
          case "gzip" -> new GZIPInputStream(body);
          case "deflate" -> new InflaterInputStream(body);
          default -> body;
        };
    try (decoder) {
      return new String(decoder.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip, deflate, br', gzip",
    "deflate,             deflate",
    "'gzip;q=0.5, deflate', deflate",
    "'gzip;q=0, deflate;q=0', none",
    "*,                   gzip",
    "br,                  none",
    "identity,            none",
    "'gzip;q=x',          none"
  })
  void theClientChooses(String accepted, String encoding) throws Exception {
    String path = server.openPolling();
    server.accepted().send(LARGE);
    var answer = poll(path, accepted);
    assertThat(encoding(answer)).isEqualTo(encoding);
    assertThat(decoded(answer)).isEqualTo("4" + LARGE);
    if (!encoding.equals("none")) {
      assertThat(answer.body().length).isLessThan(100);
    }
  }

  @Test
  void smallPayloadsAreNotCompressed() throws Exception {
    String path = server.openPolling();
    server.accepted().send(LARGE.substring(1));
    assertThat(encoding(poll(path, "gzip"))).isEqualTo("none");
  }

  @Test
  void packetsThatMustNotBeAreNotCompressed() throws Exception {
    String path = server.openPolling();
    server.accepted().connection.send(packet(LARGE).with(new Flags(false, false)));
    var answer = poll(path, "gzip");
    assertThat(encoding(answer)).isEqualTo("none");
    assertThat(decoded(answer)).isEqualTo("4" + LARGE);
  }

  @Test
  void pollingCompressionCanBeOff() throws Exception {
    var off =
        HttpSettings.DEFAULT.withCompression(CompressionSettings.DEFAULT.withPolling(false, 0));
    try (var plain = TestServer.start(settings -> settings, TestServer.local().withHttp(off))) {
      String path = plain.openPolling();
      plain.accepted().send(LARGE);
      var request = plain.request(path).header("accept-encoding", "gzip").build();
      assertThat(encoding(TestServer.HTTP.send(request, BodyHandlers.ofString())))
          .isEqualTo("none");
    }
  }

  private static EncodedPacket packet(String text) {
    return EncodedPacket.text(text.getBytes(StandardCharsets.UTF_8), List.of());
  }

  // ---- WebSocket

  private static RawClient.Answer offer(RawClient client, String offer) throws IOException {
    String request = RawClient.upgrade(TestServer.WEBSOCKET);
    client.send(request.replace("Host:", "Sec-WebSocket-Extensions: " + offer + "\r\nHost:"));
    return client.answer();
  }

  private RawClient agreed() throws IOException {
    var client = new RawClient(server);
    assertThat(offer(client, OFFER).head())
        .contains("sec-websocket-extensions: " + MessageDeflate.AGREED);
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "permessage-deflate, true",
    "permessage-deflate; client_max_window_bits, true",
    "permessage-deflate; client_max_window_bits=10; server_no_context_takeover, true",
    "'permessage-deflate; server_max_window_bits=10, permessage-deflate', true",
    "permessage-deflate; server_max_window_bits=15, true",
    "permessage-deflate; server_max_window_bits=10, false",
    "permessage-deflate; client_max_window_bits=16, false",
    "permessage-deflate; unheard_of, false",
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover, false",
    "x-webkit-deflate-frame, false"
  })
  void offers(String offer, boolean accepted) throws Exception {
    try (var client = new RawClient(server)) {
      var answer = offer(client, offer);
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.head().contains("sec-websocket-extensions")).isEqualTo(accepted);
    }
  }

  @Test
  void offByDefault() throws Exception {
    try (var plain = TestServer.start();
        var client = new RawClient(plain)) {
      assertThat(offer(client, OFFER).head()).doesNotContain("sec-websocket-extensions");
      client.text();
      client.frame(COMPRESSED_TEXT, MessageDeflate.deflate(utf8("4hello")));
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void largeMessagesAreCompressed() throws Exception {
    try (var client = agreed()) {
      var handler = server.accepted();
      handler.send(LARGE.substring(1));
      handler.send(LARGE);
      handler.connection.send(packet(LARGE).with(new Flags(false, false)));

      RawClient.Frame small = client.frame();
      assertThat(small.compressed()).isFalse();
      assertThat(small.data()).hasSize(1023);
      RawClient.Frame large = client.frame();
      assertThat(large.compressed()).isTrue();
      assertThat(large.data().length).isLessThan(50);
      assertThat(MessageDeflate.inflate(large.data(), 2000)).isEqualTo(utf8("4" + LARGE));
      RawClient.Frame asIs = client.frame();
      assertThat(asIs.compressed()).isFalse();
      assertThat(asIs.data()).isEqualTo(utf8("4" + LARGE));
    }
  }

  @Test
  void attachmentsAreCompressedEachForItself() throws Exception {
    try (var client = agreed()) {
      byte[] bytes = new byte[5000];
      server.accepted().connection.send(EncodedPacket.text(utf8("51-[]"), List.of(bytes)));
      assertThat(client.text()).isEqualTo("451-[]");
      RawClient.Frame attachment = client.frame();
      assertThat(attachment.opcode()).isEqualTo(2);
      assertThat(attachment.compressed()).isTrue();
      assertThat(MessageDeflate.inflate(attachment.data(), 5000)).isEqualTo(bytes);
    }
  }

  @Test
  void clientsMayCompress() throws Exception {
    try (var client = agreed()) {
      client.frame(COMPRESSED_TEXT, MessageDeflate.deflate(utf8("4hello")));
      assertThat(client.text()).isEqualTo("4hello");
      client.frame(TEXT, utf8("4plain"));
      assertThat(client.text()).isEqualTo("4plain");
      client.frame(0xC2, MessageDeflate.deflate(new byte[100]));
      assertThat(client.frame().data()).isEqualTo(new byte[100]);
    }
  }

  @Test
  void compressedMessagesMayComeInFragments() throws Exception {
    byte[] bytes = new byte[3000];
    new SplittableRandom(7).nextBytes(bytes);
    byte[] compressed = MessageDeflate.deflate(bytes);
    try (var client = agreed()) {
      client.frame(0x42, Arrays.copyOf(compressed, 1000));
      client.frame(0x89, new byte[0]);
      client.frame(0x00, Arrays.copyOfRange(compressed, 1000, 2000));
      client.frame(0x80, Arrays.copyOfRange(compressed, 2000, compressed.length));
      assertThat(client.frame().opcode()).isEqualTo(10);
      RawClient.Frame echo = client.frame();
      byte[] data = echo.compressed() ? MessageDeflate.inflate(echo.data(), 3000) : echo.data();
      assertThat(data).isEqualTo(bytes);
    }
  }

  @Test
  void messageAfterARefusedOneIsRead() throws Exception {
    byte[] malformed = {(byte) 0xff, 1, 2, 3};
    assertThatThrownBy(() -> MessageDeflate.inflate(malformed, 1000))
        .isInstanceOf(DataFormatException.class);
    assertThat(MessageDeflate.inflate(MessageDeflate.deflate(new byte[50_000]), 1000)).isNull();
    assertThat(MessageDeflate.inflate(MessageDeflate.deflate(utf8("hello")), 1000))
        .isEqualTo(utf8("hello"));
  }

  @Test
  void bombsAreRefused() throws Exception {
    byte[] bomb = MessageDeflate.deflate(new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(100_000);
    try (var client = agreed()) {
      client.frame(COMPRESSED_TEXT, bomb);
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0xA1, 0x91, 0xC9, 0xC0})
  void otherReservedBitsAreViolations(int first) throws Exception {
    try (var client = agreed()) {
      client.frame(first, new byte[] {1, 2, 3});
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void garbageIsNoCompressedMessage() throws Exception {
    try (var client = agreed()) {
      client.frame(COMPRESSED_TEXT, new byte[] {-1, -1, -1, -1, -1});
      assertThat(client.closeCode()).isEqualTo(1007);
    }
  }

  @Test
  void aBroadcastIsCompressedOnce() {
    EncodedPacket packet = packet(LARGE);
    var style = new FrameFormat(4, 1024);
    byte[] frames = EncodedFrames.of(packet).in(style).frames();
    assertThat(EncodedFrames.of(packet).in(new FrameFormat(4, 1024)).frames()).isSameAs(frames);
    assertThat(EncodedFrames.of(packet).frames()).hasSize(1024 + 4);
  }
}
