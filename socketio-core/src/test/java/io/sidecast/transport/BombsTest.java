package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.http.CompressionSettings;
import io.sidecast.packet.MsgpackPacketCodec;
import io.sidecast.transport.encoding.MessageDeflate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small inputs that stand for large values. The server refuses each before it allocates the value,
 * and serves another client on the same event loop.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class BombsTest {

  private static final int MAX_PAYLOAD = 1_000_000;
  private static final long MEBIBYTE = 1024 * 1024;

  private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
  private SocketIoServer server;

  private SocketIoServerBuilder builder() {
    return SocketIoServer.builder()
        .port(0)
        .host("127.0.0.1")
        .broker("none")
        .eventLoops(1)
        .maxPayload(MAX_PAYLOAD)
        .pingInterval(Duration.ofMinutes(10))
        .onError((socket, occasion, error) -> errors.add(occasion + ": " + error));
  }

  private void start(SocketIoServerBuilder builder) {
    server = builder.build();
    server.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.all().toArray())));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(errors).isEmpty();
  }

  private RawClient open() throws IOException {
    var client = RawClient.webSocket(server.port(), TestServer.WEBSOCKET);
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  private RawClient connected() throws IOException {
    var client = open();
    client.frame(0x81, utf8("40"));
    assertThat(client.text()).startsWith("40{");
    return client;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertEcho(RawClient client) throws IOException {
    client.frame(0x81, utf8("427[\"echo\",\"fence\"]"));
    assertThat(client.text()).isEqualTo("437[\"fence\"]");
  }

  // ---- JSON

  private void assertJsonRefused(String data) throws Exception {
    start(builder());
    try (var bystander = connected();
        var client = connected()) {
      client.frame(0x81, utf8("42" + data));
      assertThat(client.closeCode()).isEqualTo(1000);
      assertEcho(bystander);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void deepJson(String open) throws Exception {
    assertJsonRefused("[\"echo\"," + open.repeat(900_000 / open.length()));
  }

  @Test
  void deepJsonThatIsComplete() throws Exception {
    assertJsonRefused("[\"echo\"," + "[".repeat(400_000) + "]".repeat(400_000) + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "0.", "1e"})
  void numberOfManyDigits(String before) throws Exception {
    assertJsonRefused("[\"echo\"," + before + "9".repeat(900_000) + "]");
  }

  /** The value stays a short number, which the handler reads as it was sent. */
  @ParameterizedTest
  @ValueSource(strings = {"1E+400", "1E+999999999", "1E-999999999"})
  void numberWithALargeExponentIsNotExpanded(String number) throws Exception {
    start(builder());
    try (var client = connected()) {
      client.frame(0x81, utf8("421[\"echo\"," + number + "]"));
      assertThat(client.text()).isEqualTo("431[" + number + "]");
    }
  }

  // ---- MessagePack

  /** Returns the beginning of an event {@code echo} whose first argument has these bytes. */
  private static byte[] msgpackEvent(String hex) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HexFormat.of().parseHex("83a47479706502a36e7370a12fa46461746192a46563686f"));
    bytes.writeBytes(HexFormat.of().parseHex(hex));
    return bytes.toByteArray();
  }

  private RawClient msgpackConnected() throws IOException {
    var client = open();
    client.frame(0x82, HexFormat.of().parseHex("82a47479706500a36e7370a12f"));
    assertThat(client.frame().opcode()).isEqualTo(2);
    return client;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddffffffff", // an array of 4,294,967,295 values
        "dd7fffffff", // an array of 2,147,483,647 values
        "dd7fffffffc0c0",
        "dfffffffff", // maps
        "df7fffffff",
        "df7fffffffa161c0",
        "c6ffffffff", // binary
        "c67fffffff00",
        "dbffffffff", // strings
        "db7fffffff61",
        "c9ffffffff01", // extensions
        "c97fffffff01",
        "dcffffdcffffdcffff" // nested arrays of 65,535 values
      })
  void lengthsOfMessagePack(String hex) throws Exception {
    start(builder().parser(new MsgpackPacketCodec(new ObjectMapper(), 100)));
    try (var bystander = msgpackConnected();
        var client = msgpackConnected()) {
      long before = UsedMemory.heap();
      client.frame(0x82, msgpackEvent(hex));
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(UsedMemory.heap() - before).isLessThan(16 * MEBIBYTE);
      bystander.frame(0x82, msgpackEvent("01"));
      bystander.frame(0x89, new byte[0]);
      assertThat(bystander.frame().opcode()).isEqualTo(0xA);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"91", "81a161", "dc0001", "de0001a161"})
  void deepMessagePack(String one) throws Exception {
    start(builder().parser(new MsgpackPacketCodec(new ObjectMapper(), 100)));
    try (var client = msgpackConnected()) {
      client.frame(0x82, msgpackEvent(one.repeat(150_000) + "c0"));
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  /** The entries of the packet itself are few, whatever its head announces. */
  @ParameterizedTest
  @ValueSource(strings = {"dfffffffff", "df7fffffffa474797065", "deffff", "8f", "ddffffffff"})
  void headOfMessagePack(String hex) throws Exception {
    start(builder().parser(new MsgpackPacketCodec(new ObjectMapper(), 100)));
    try (var client = open()) {
      client.frame(0x82, HexFormat.of().parseHex(hex));
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  // ---- compression

  private RawClient deflating() throws IOException {
    var client = new RawClient(server.port());
    String request = RawClient.upgrade(TestServer.WEBSOCKET);
    String offer = "Sec-WebSocket-Extensions: permessage-deflate\r\nHost:";
    client.send(request.replace("Host:", offer));
    assertThat(client.answer().head()).contains("permessage-deflate");
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  /** Two hundred megabytes in two hundred kilobytes: the server stops at the limit of a message. */
  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 100})
  void deflatedMessageInFragments(int fragment) throws Exception {
    start(builder().compression(CompressionSettings.DEFAULT.withWebSocket(true, 1024)));
    byte[] bomb = MessageDeflate.deflate(new byte[200_000_000]);
    assertThat(bomb.length).isLessThan(MAX_PAYLOAD);
    var frames = new ByteArrayOutputStream();
    for (int at = 0; at < bomb.length; at += fragment) {
      int end = Math.min(bomb.length, at + fragment);
      int first = (at == 0 ? 0x42 : 0) | (end == bomb.length ? 0x80 : 0);
      frames.writeBytes(RawClient.masked(first, Arrays.copyOfRange(bomb, at, end)));
    }
    try (var bystander = connected();
        var client = deflating()) {
      long before = UsedMemory.heap();
      client.send(frames.toByteArray());
      assertThat(client.closeCode()).isEqualTo(1009);
      assertEcho(bystander);
      assertThat(UsedMemory.heap() - before).isLessThan(16 * MEBIBYTE);
    }
  }

  /** The server does not unpack bodies: compressed bytes are no packets. */
  @Test
  void compressedBodyIsNotUnpacked() throws Exception {
    start(builder());
    var body = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(body)) {
      gzip.write(utf8("40"));
      gzip.write(new byte[50_000_000]);
    }
    try (var bystander = connected();
        var client = new RawClient(server.port())) {
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: "
              + body.size()
              + "\r\n\r\n");
      client.send(body.toByteArray());
      assertThat(client.answer().body()).isEqualTo("ok");
      client.send(RawClient.get(path));
      assertThat(client.answer().status()).isEqualTo(400); // the session has ended
      assertEcho(bystander);
    }
  }
}
