package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pings and pongs of WebSocket (RFC 6455, sections 5.5.2 and 5.5.3). */
@ExtendWith(LeakDetection.class)
class PingsTest {

  private static final int PING = 0x89;
  private static final int PONG = 0x8A;

  private static TestServer server;
  private RawClient client;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    client = RawClient.webSocket(server, TestServer.WEBSOCKET);
    assertThat(client.text()).startsWith("0{");
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  private void assertPong(byte[] data) throws Exception {
    var pong = client.frame();
    assertThat(pong.opcode()).isEqualTo(0xA);
    assertThat(pong.data()).isEqualTo(data);
  }

  private static byte[] payload(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (0xff - i);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 124, 125})
  void pongHasThePayloadOfThePing(int length) throws Exception {
    client.frame(PING, payload(length));
    assertPong(payload(length));
  }

  @Test
  void pingThatArrivesByteByByte() throws Exception {
    for (byte one : RawClient.masked(PING, payload(125))) {
      client.send(new byte[] {one});
    }
    assertPong(payload(125));
  }

  @Test
  void eachPingHasItsPong() throws Exception {
    var pings = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      pings.writeBytes(RawClient.masked(PING, payload(i)));
    }
    client.send(pings.toByteArray());
    for (int i = 0; i < 100; i++) {
      assertPong(payload(i));
    }
  }

  /** The next frame of the server is the pong of the ping that follows. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125})
  void unsolicitedPongsAreIgnored(int length) throws Exception {
    client.frame(PONG, payload(length));
    client.frame(PING, new byte[] {1});
    client.frame(PONG, new byte[] {1});
    client.frame(PONG, payload(length));
    assertPong(new byte[] {1});
    client.frame(0x81, "4hello".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.text()).isEqualTo("4hello");
  }
}
