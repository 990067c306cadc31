package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The closing handshake of WebSockets (RFC 6455, sections 5.5.1 and 7). */
@ExtendWith(LeakDetection.class)
class ClosingHandshakeTest {

  private static final int CLOSE = 0x88;
  private static final byte[] NORMAL = {3, (byte) 0xE8};

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

  private static byte[] withReason(int length) {
    var payload = new ByteArrayOutputStream();
    payload.writeBytes(NORMAL);
    payload.writeBytes("r".repeat(length).getBytes(StandardCharsets.US_ASCII));
    return payload.toByteArray();
  }

  @Test
  void closeFrameMayBeEmpty() throws Exception {
    try (var client = open()) {
      client.frame(CLOSE, new byte[0]);
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 123})
  void reasonHasAtMost123Bytes(int length) throws Exception {
    try (var client = open()) {
      client.frame(CLOSE, withReason(length));
      assertThat(client.closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void longerReasonIsAViolation() throws Exception {
    try (var client = open()) {
      client.frame(CLOSE, withReason(124));
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }

  /** The server sends one close frame and nothing after it. */
  @Test
  void framesAfterTheCloseFrameAreIgnored() throws Exception {
    try (var client = open()) {
      var frames = new ByteArrayOutputStream();
      frames.writeBytes(RawClient.masked(CLOSE, NORMAL));
      frames.writeBytes(RawClient.masked(0x81, "4late".getBytes(StandardCharsets.US_ASCII)));
      frames.writeBytes(RawClient.masked(0x89, new byte[] {1}));
      frames.writeBytes(RawClient.masked(CLOSE, NORMAL));
      frames.write(0xFF);
      client.send(frames.toByteArray());
      var close = client.frame();
      assertThat(close.opcode()).isEqualTo(8);
      assertThat(close.data()).isEqualTo(NORMAL);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
      assertThat(handler.received).isEmpty();
      assertThat(handler.closeCalls).hasValue(1);
    }
  }

  /** Messages before the client's close frame arrive, although the server closes first. */
  @Test
  void closeFrameOfTheServerIsAnsweredByTheClient() throws Exception {
    try (var client = open()) {
      handler.connection.close(DisconnectReason.FORCED_CLOSE);
      assertThat(client.closeCode()).isEqualTo(1000);
      client.frame(0x89, new byte[] {1});
      client.frame(CLOSE, NORMAL);
      assertThat(client.isEnded()).isTrue();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }
  }
}
