package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Floods of packets without effect or of unrequested packets, before any message. The session does
 * not change, and another client on the same event loop is served.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class HeartbeatFloodTest {

  private static final int COUNT = 30_000;
  private static final char SEPARATOR = 0x1e;

  private TestServer server;

  @BeforeEach
  void start() {
    var oneLoop = TransportSettings.onPort(0).withHost("127.0.0.1").withEventLoops(1);
    var noPings = Duration.ofMinutes(10);
    server = TestServer.start(settings -> settings.allowEio3(true).pingInterval(noPings), oneLoop);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String of(String path, int revision) {
    return path.replace("EIO=4", "EIO=" + revision);
  }

  @ParameterizedTest(name = "revision {0}, packet {1}")
  @CsvSource({"4, 3", "4, 3probe", "4, 6", "4, 5", "3, 2", "3, 2probe", "3, 6", "3, 5"})
  void webSocketThatFloods(int revision, String packet) throws Exception {
    try (var client = RawClient.webSocket(server, of(TestServer.WEBSOCKET, revision));
        var other = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.text();
      other.text();
      var handler = server.accepted();
      server.accepted();
      var flood = new Thread(() -> flood(client, packet), "flood");
      flood.start();
      assertEchoes(other);
      assertPongs(client, packet.startsWith("2") ? COUNT : 0);
      flood.join();
      assertEchoes(client);
      assertEchoes(other);
      assertThat(handler.received).containsExactly("hello");
      assertThat(handler.isClosed()).isFalse();
    }
  }

  private static void flood(RawClient client, String packet) {
    byte[] many =
        RawClient.repeated(RawClient.masked(0x81, packet.getBytes(StandardCharsets.US_ASCII)), 100);
    try {
      for (int i = 0; i < COUNT / 100; i++) {
        client.send(many);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Expects a pong for each ping; in revision 3 the client sends the pings. */
  private static void assertPongs(RawClient client, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(client.text()).isEqualTo("3");
    }
  }

  private static void assertEchoes(RawClient client) throws Exception {
    client.frame(0x81, "4hello".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.text()).isEqualTo("4hello");
  }

  /** Control frames of WebSocket: unsolicited pongs are ignored, and each ping receives a pong. */
  @ParameterizedTest(name = "opcode {0}")
  @CsvSource({"9", "10"})
  void webSocketThatFloodsWithControlFrames(int opcode) throws Exception {
    try (var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.text();
      var handler = server.accepted();
      byte[] many = RawClient.repeated(RawClient.masked(0x80 | opcode, new byte[0]), 100);
      for (int i = 0; i < COUNT / 100; i++) {
        client.send(many);
        if (opcode == 9) {
          for (int j = 0; j < 100; j++) {
            assertThat(client.frame().opcode()).isEqualTo(10);
          }
        }
      }
      assertEchoes(client);
      assertThat(handler.isClosed()).isFalse();
    }
  }

  @ParameterizedTest(name = "revision {0}, packet {1}")
  @CsvSource({"4, 3", "4, 6", "3, 2", "3, 6"})
  void pollingClientThatFloods(int revision, String packet) throws Exception {
    String polling = of(TestServer.POLLING, revision);
    String path = polling + "&sid=" + TestServer.sid(server.get(polling).body());
    var handler = server.accepted();
    boolean old = revision == 3;
    String body =
        old ? ("1:" + packet).repeat(COUNT) : packet + (SEPARATOR + packet).repeat(COUNT - 1);

    assertThat(server.post(path, body).body()).isEqualTo("ok");
    if (packet.equals("2")) {
      assertThat(server.poll(path)).as("one response to all pings").isEqualTo("1:3");
    }
    assertThat(server.post(path, old ? "6:4hello" : "4hello").body()).isEqualTo("ok");
    assertThat(server.poll(path)).isEqualTo(old ? "6:4hello" : "4hello");
    assertThat(handler.isClosed()).isFalse();
  }
}
