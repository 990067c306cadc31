package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of the official Engine.IO protocol suite, revision 4. */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class ProtocolSuiteTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(20);

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pollingHandshakeOpensASession() throws Exception {
    var response = server.get(TestServer.POLLING);

    assertThat(response.statusCode()).isEqualTo(200);
    assertHandshake(response.body(), "[\"websocket\"]");
  }

  @Test
  void webSocketHandshakeOpensASession() throws Exception {
    try (var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      assertHandshake((String) client.next(), "[]");
    }
  }

  private static void assertHandshake(String packet, String upgrades) throws Exception {
    assertThat(packet).startsWith("0");
    JsonNode value = new ObjectMapper().readTree(packet.substring(1));
    assertThat(value.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
    assertThat(value.get("sid").asText()).matches("[A-Za-z0-9_-]{20}");
    assertThat(value.get("upgrades")).hasToString(upgrades);
    assertThat(value.get("pingInterval").asInt()).isEqualTo(25_000);
    assertThat(value.get("pingTimeout").asInt()).isEqualTo(20_000);
    assertThat(value.get("maxPayload").asInt()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transport=polling",
        "EIO=abc&transport=polling",
        "EIO=4",
        "EIO=4&transport=abc",
        "transport=websocket",
        "EIO=abc&transport=websocket"
      })
  void handshakeWithAnInvalidParameterFails(String query) throws Exception {
    assertThat(server.get("/socket.io/?" + query).statusCode()).isEqualTo(400);
    try (var client = new RawClient(server)) {
      client.send(RawClient.upgrade("/socket.io/?" + query));
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT"})
  void handshakeWithAnotherMethodFails(String method) throws Exception {
    var request =
        server
            .request(TestServer.POLLING)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(TestServer.HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4hello",
        "4test1\u001e4test2\u001e4test3",
        "4hello\u001ebAQIDBA==",
        "4h\u00e9\u20ac"
      })
  void pollingEchoesPayloads(String payload) throws Exception {
    String path = server.openPolling();

    var pushed = server.post(path, payload);
    assertThat(pushed.statusCode()).isEqualTo(200);
    assertThat(pushed.body()).isEqualTo("ok");
    assertThat(server.poll(path)).isEqualTo(payload);
  }

  @Test
  void pollingSessionIsClosedByAMalformedPacket() throws Exception {
    String path = server.openPolling();

    var pushed = server.post(path, "abc");
    assertThat(pushed.statusCode()).isEqualTo(200);
    assertThat(pushed.body()).isEqualTo("ok");
    assertThat(server.get(path).statusCode()).isEqualTo(400);
  }

  @Test
  void pollingSessionIsClosedByASecondPoll() throws Exception {
    String path = server.openPolling();

    var first = server.getAsync(path);
    var second = server.getAsync(path + "&t=burst");
    assertThat(first.get().statusCode() + second.get().statusCode()).isEqualTo(200 + 400);
    var pending = first.get().statusCode() == 200 ? first.get() : second.get();
    assertThat(pending.body()).isEqualTo("1");
    assertThat(server.get(path).statusCode()).isEqualTo(400);
  }

  @Test
  void webSocketEchoesTextAndBytes() throws Exception {
    try (var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      client.send("4hello");
      client.expect("4hello");
      client.send(new byte[] {1, 2, 3, 4});
      assertThat(client.next()).isEqualTo(new byte[] {1, 2, 3, 4});
    }
  }

  @Test
  void webSocketIsClosedByAMalformedPacket() throws Exception {
    try (var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      client.send("abc");
      client.expectClose(1000);
    }
  }

  private static TestServer impatient(Duration pingTimeout) {
    return TestServer.start(
        settings -> settings.pingInterval(Duration.ofMillis(300)).pingTimeout(pingTimeout));
  }

  @Test
  void pollingHeartbeat() throws Exception {
    try (var impatient = impatient(LONG)) {
      String path = impatient.openPolling();

      for (int i = 0; i < 3; i++) {
        assertThat(impatient.poll(path)).isEqualTo("2");
        assertThat(impatient.post(path, "3").body()).isEqualTo("ok");
      }
    }
  }

  @Test
  void pollingSessionIsClosedWithoutPongs() throws Exception {
    try (var impatient = impatient(SHORT)) {
      String path = impatient.openPolling();

      assertThat(impatient.poll(path)).isEqualTo("2");
      assertThat(impatient.poll(path)).isEqualTo("1");
      assertThat(impatient.post(path, "3").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void webSocketHeartbeat() throws Exception {
    try (var impatient = impatient(LONG);
        var client = new WebSocketClient(impatient, TestServer.WEBSOCKET)) {
      client.next();
      for (int i = 0; i < 3; i++) {
        client.expect("2");
        client.send("3");
      }
    }
  }

  @Test
  void webSocketIsClosedWithoutPongs() throws Exception {
    try (var impatient = impatient(SHORT);
        var client = new WebSocketClient(impatient, TestServer.WEBSOCKET)) {
      client.next();
      client.expect("2");
      client.expectClose(1000);
    }
  }

  @Test
  void pollingSessionIsClosedByTheClient() throws Exception {
    String path = server.openPolling();

    var poll = server.getAsync(path);
    Await.untilPolling(server.accepted());
    assertThat(server.post(path, "1").body()).isEqualTo("ok");
    assertThat(poll.get().statusCode()).isEqualTo(200);
    assertThat(poll.get().body()).isEqualTo("6");
    assertThat(server.get(path).statusCode()).isEqualTo(400);
  }

  @Test
  void webSocketIsClosedByTheClient() throws Exception {
    try (var client = new WebSocketClient(server, TestServer.WEBSOCKET)) {
      client.next();
      client.send("1");
      client.expectClose(1000);
    }
  }

  @Test
  void upgradeSucceeds() throws Exception {
    String path = server.openPolling();
    try (var client = WebSocketClient.probed(server, path)) {
      client.send("5");
      client.send("4hello");
      client.expect("4hello");
    }
  }

  @Test
  void pollsAreRefusedAfterTheUpgrade() throws Exception {
    String path = server.openPolling();
    try (var client = upgraded(path)) {
      assertThat(server.get(path).statusCode()).isEqualTo(400);
      client.send("4hello");
      client.expect("4hello");
    }
  }

  @Test
  void anotherWebSocketIsClosedAfterTheUpgrade() throws Exception {
    String path = server.openPolling();
    try (var client = upgraded(path);
        var other = new WebSocketClient(server, TestServer.toWebSocket(path))) {
      other.expectClose(1000);
      client.send("4hello");
      client.expect("4hello");
    }
  }

  private WebSocketClient upgraded(String path) throws Exception {
    var client = new WebSocketClient(server, TestServer.toWebSocket(path));
    client.send("2probe");
    client.expect("3probe");
    client.send("5");
    client.send("4upgraded"); // its echo proves that the upgrade is complete
    client.expect("4upgraded");
    return client;
  }
}
