package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.packet.EncodedPacket;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Revision 3 of the Engine.IO protocol on the wire. */
@ExtendWith(LeakDetection.class)
class V3ProtocolTest {

  private static final String POLLING = "/socket.io/?EIO=3&transport=polling";
  private static final String WEBSOCKET = "/socket.io/?EIO=3&transport=websocket";

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(settings -> settings.allowEio3(true).maxPayload(2000));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String open(String query) throws Exception {
    return POLLING + query + "&sid=" + TestServer.sid(server.poll(POLLING + query));
  }

  private HttpResponse<byte[]> pollBytes(String path) throws Exception {
    return TestServer.HTTP.send(server.request(path).build(), BodyHandlers.ofByteArray());
  }

  private void postBytes(String path, byte[] body) throws Exception {
    var request =
        server
            .request(path)
            .header("content-type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    assertThat(TestServer.HTTP.send(request, BodyHandlers.ofString()).body()).isEqualTo("ok");
  }

  private static byte[] bytes(Object... parts) {
    var bytes = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      } else {
        bytes.write((int) part);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void offByDefault() throws Exception {
    try (var strict = TestServer.start()) {
      var answer = strict.get(POLLING);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EIO=3&", "", "EIO=2&"})
  void whoeverDoesNotSay4Speaks3(String version) throws Exception {
    String open = server.poll("/socket.io/?" + version + "transport=polling");
    int colon = open.indexOf(':');
    assertThat(Integer.parseInt(open.substring(0, colon))).isEqualTo(open.length() - colon - 1);
    assertThat(open).contains(":0{\"sid\":", "\"upgrades\":[\"websocket\"]");
    assertThat(server.accepted().connection.protocol()).isEqualTo(3);
  }

  @Test
  void newClientsAreServedBesides() throws Exception {
    assertThat(server.get(TestServer.POLLING).body()).startsWith("0{");
    assertThat(server.accepted().connection.protocol()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"6:4hello", "2:4é", "3:4😀", "4:4拜托了", "3:4é:"})
  void lengthsCountUtf16Units(String payload) throws Exception {
    String path = open("");
    assertThat(server.post(path, payload).body()).isEqualTo("ok");
    assertThat(server.poll(path)).isEqualTo(payload);
  }

  @Test
  void severalPackets() throws Exception {
    String path = open("");
    server.post(path, "2:4a2:4é3:4!b2:4c");
    var handler = server.accepted();
    handler.awaits("a");
    handler.awaits("é");
    handler.awaits("!b");
    handler.awaits("c");
    assertThat(server.poll(path)).isEqualTo("2:4a2:4é2:4c");
  }

  @Test
  void bytesAreBase64ForClientsThatAskForIt() throws Exception {
    String path = open("&b64=1");
    server.post(path, "10:b4AQIDBA==");
    var answer = pollBytes(path);
    assertThat(answer.body()).isEqualTo(bytes("10:b4AQIDBA=="));
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=UTF-8");
  }

  @Test
  void bytesAreBytesForOthers() throws Exception {
    String path = open("");
    postBytes(path, bytes(0, 3, 0xff, "4é", 1, 5, 0xff, 4, 1, 2, 3, 4));
    var handler = server.accepted();
    handler.awaits("é");
    handler.awaits("binary 4");
    var answer = pollBytes(path);
    assertThat(answer.body()).isEqualTo(bytes(0, 3, 0xff, "4é", 1, 5, 0xff, 4, 1, 2, 3, 4));
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/octet-stream");
  }

  @Test
  void attachmentsFollowTheirHead() throws Exception {
    String path = open("");
    var packet = EncodedPacket.text(bytes("51-[]"), List.of(new byte[300]));
    server.accepted().connection.send(packet);
    byte[] body = pollBytes(path).body();
    assertThat(body).startsWith(bytes(0, 6, 0xff, "451-[]", 1, 3, 0, 1, 0xff, 4));
    assertThat(body).hasSize(3 + 6 + 5 + 301);

    String base64 = open("&b64=1");
    server.accepted().connection.send(packet);
    assertThat(server.poll(base64)).isEqualTo("6:451-[]402:b4" + "A".repeat(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4hello",
        "x:4hello",
        ":4hello",
        "0:",
        "9:4hello",
        "6:",
        "99999999999:4",
        "2:9x",
        "4:b4%%",
        "2:b1",
        "1:b",
        "-1:4",
        "2:4ax",
        ""
      })
  void malformedTextClosesTheSession(String payload) throws Exception {
    String path = open("");
    assertThat(server.post(path, payload).body()).isEqualTo("ok");
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
  }

  @Test
  void malformedBytesCloseTheSession() throws Exception {
    byte[][] bodies = {
      {},
      {0},
      {0, 1},
      {0, -1, '4'},
      {0, 2, -1, '4'},
      {2, 1, -1, '4'},
      {1, 1, -1, '4'},
      {0, 1, -1, 'x'},
      {1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, -1, 4}
    };
    for (byte[] body : bodies) {
      String path = open("");
      postBytes(path, body);
      assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
    }
  }

  @Test
  void theClientPings() throws Exception {
    String path = open("");
    server.post(path, "1:2");
    assertThat(server.poll(path)).isEqualTo("1:3");
    server.post(path, "1:3");
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
  }

  @Test
  void aClientThatDoesNotPingIsDead() throws Exception {
    try (var quick =
        TestServer.start(
            settings ->
                settings
                    .allowEio3(true)
                    .pingInterval(Duration.ofMillis(200))
                    .pingTimeout(Duration.ofMillis(100)))) {
      try (var client = RawClient.webSocket(quick, WEBSOCKET)) {
        client.text();
        long before = System.nanoTime();
        client.frame(0x81, bytes("2"));
        assertThat(client.text()).isEqualTo("3");
        assertThat(quick.accepted().closeReason()).isEqualTo(DisconnectReason.PING_TIMEOUT);
        assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(290).toNanos());
        assertThat(client.closeCode()).isEqualTo(1000); // the server sent no ping before it
      }
    }
  }

  @Test
  void closePacket() throws Exception {
    String path = open("");
    assertThat(server.post(path, "1:1").body()).isEqualTo("ok");
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
  }

  @Test
  void bytesOnWebSocketsBeginWithTheirType() throws Exception {
    try (var client = RawClient.webSocket(server, WEBSOCKET)) {
      assertThat(client.text()).startsWith("0{");
      client.frame(0x81, bytes("4hello"));
      assertThat(client.text()).isEqualTo("4hello");
      client.frame(0x82, new byte[] {4, 1, 2, 3});
      assertThat(client.frame().data()).isEqualTo(new byte[] {4, 1, 2, 3});
      client.frame(0x82, new byte[] {1, 2, 3});
      assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
    }
  }

  @Test
  void upgrade() throws Exception {
    String path = open("");
    try (var client = RawClient.webSocket(server, TestServer.toWebSocket(path))) {
      client.frame(0x81, bytes("2probe"));
      assertThat(client.text()).isEqualTo("3probe");
      client.frame(0x81, bytes("5"));
      client.frame(0x82, new byte[] {4, 7});
      assertThat(client.frame().data()).isEqualTo(new byte[] {4, 7});
      client.frame(0x81, bytes("2"));
      assertThat(client.text()).isEqualTo("3");
    }
  }
}
