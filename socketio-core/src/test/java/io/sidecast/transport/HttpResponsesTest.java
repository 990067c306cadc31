package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.connection.DisconnectReason;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact responses to requests, equal to those of the reference server. */
@ExtendWith(LeakDetection.class)
class HttpResponsesTest {

  private static final int MAX_PAYLOAD = 1000;

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(settings -> settings.maxPayload(MAX_PAYLOAD));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  EIO=4,                                0, Transport unknown",
    "GET,  EIO=4&transport=carrier,              0, Transport unknown",
    "POST, transport=carrier&sid=x,              0, Transport unknown",
    "GET,  EIO=4&transport=polling&sid=nobody,   1, Session ID unknown",
    "POST, EIO=4&transport=polling&sid=nobody,   1, Session ID unknown",
    "POST, EIO=4&transport=polling,              2, Bad handshake method",
    "PUT,  EIO=4&transport=polling,              2, Bad handshake method",
    "GET,  EIO=4&transport=websocket,            3, Bad request",
    "GET,  EIO=3&transport=polling,              5, Unsupported protocol version",
    "GET,  transport=polling,                    5, Unsupported protocol version"
  })
  void refusals(String method, String query, int code, String message) throws Exception {
    var request =
        server
            .request("/socket.io/?" + query)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    var response = TestServer.HTTP.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    assertThat(header(response, "content-type")).isEqualTo("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "EIO=4,                                Transport unknown",
    "EIO=4&transport=websocket&sid=nobody, Session ID unknown",
    "EIO=4&transport=polling,              Bad request",
    "EIO=3&transport=websocket,            Unsupported protocol version"
  })
  void refusalsOfAnUpgrade(String query, String message) throws Exception {
    try (var client = new RawClient(server)) {
      client.send(RawClient.upgrade("/socket.io/?" + query));
      var answer = client.answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo(message);
      assertThat(answer.head().toLowerCase(Locale.ROOT))
          .contains("connection: close")
          .contains("content-type: text/html");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void webSocketHandshakeWithoutAKeyIsRefused() throws Exception {
    try (var client = new RawClient(server)) {
      client.send(
          RawClient.upgrade(TestServer.WEBSOCKET).replace("AAAAAAAAAAAAAAAAAAAAAA==", "short"));
      assertThat(client.answer().body()).isEqualTo("Bad request");
    }
  }

  @Test
  void headersOfGoodAnswers() throws Exception {
    String path = server.openPolling();

    var posted = server.post(path, "4hello");
    assertThat(header(posted, "content-type")).isEqualTo("text/html");
    assertThat(posted.body()).isEqualTo("ok");

    var polled = server.get(path);
    assertThat(header(polled, "content-type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(header(polled, "content-length")).isEqualTo("6");
    assertThat(header(polled, "cache-control")).isEqualTo("no-store");
  }

  @Test
  void secondPollClosesTheSession() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    var pending = server.getAsync(path);
    Await.untilPolling(handler);

    var second = server.get(path);
    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(second.body()).isEmpty();
    assertThat(pending.get().statusCode()).isEqualTo(200);
    assertThat(pending.get().body()).isEqualTo("1");
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    assertUnknown(server.get(path));
  }

  @Test
  void secondPostClosesTheSession() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    try (var first = new RawClient(server)) {
      first.send(RawClient.post(path, "4!pause")); // delays the response
      handler.awaits("!pause");

      var second = server.post(path, "4x");
      assertThat(second.statusCode()).isEqualTo(400);
      assertThat(second.body()).isEmpty();
      assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
      assertThat(first.answer().status()).isEqualTo(200);
    }
    assertUnknown(server.get(path));
  }

  @Test
  void binaryPostClosesTheSession() throws Exception {
    String path = server.openPolling();
    var request =
        server
            .request(path)
            .header("content-type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {4, 5}))
            .build();
    var response = TestServer.HTTP.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEmpty();
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void largePostClosesTheSession(boolean lengthAnnounced) throws Exception {
    String path = server.openPolling();
    String body = "4" + "x".repeat(MAX_PAYLOAD);
    var publisher =
        lengthAnnounced
            ? HttpRequest.BodyPublishers.ofString(body)
            : HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(body));
    var response =
        TestServer.HTTP.send(server.request(path).POST(publisher).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).isEmpty();
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    assertThat(server.get(path).statusCode()).isEqualTo(400);
  }

  @Test
  void largestPostIsTaken() throws Exception {
    String path = server.openPolling();
    String body = "4" + "x".repeat(MAX_PAYLOAD - 1);

    assertThat(server.post(path, body).statusCode()).isEqualTo(200);
    assertThat(server.poll(path)).isEqualTo(body);
  }

  @Test
  void otherMethodsOfASession() throws Exception {
    String path = server.openPolling();
    var request = server.request(path).PUT(HttpRequest.BodyPublishers.ofString("4x")).build();
    var response = TestServer.HTTP.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEmpty();
    server.post(path, "4still here");
    assertThat(server.poll(path)).isEqualTo("4still here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "4ok\u001e", "\u001e4ok", "b!!!", "7", "4ok\u001ex"})
  void malformedPayloadClosesTheSession(String payload) throws Exception {
    String path = server.openPolling();
    var posted = server.post(path, payload);

    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(posted.body()).isEqualTo("ok");
    var handler = server.accepted();
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.PARSE_ERROR);
    assertUnknown(server.get(path));
    assertThat(handler.closeCalls).hasValue(1);
  }

  /**
   * The Java client sends base64 in lines of 76 characters, with a line end also after the last
   * line.
   */
  @Test
  void base64MayComeInLines() throws Exception {
    String path = server.openPolling();
    server.post(path, "bAQID\r\nBA\n==\n");
    assertThat(server.poll(path)).isEqualTo("bAQIDBA==");
  }

  @Test
  void pingFromTheClientClosesTheSession() throws Exception {
    String path = server.openPolling();
    server.post(path, "2");
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
  }

  @Test
  void abortedPollClosesTheSession() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    try (var client = new RawClient(server)) {
      client.send(RawClient.get(path));
      Await.untilPolling(handler);
    }
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
    assertUnknown(server.get(path));
  }

  @Test
  void closeWithoutAPollClosesTheSession() throws Exception {
    String path = server.openPolling();
    assertThat(server.post(path, "1").body()).isEqualTo("ok");
    assertThat(server.accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    assertUnknown(server.get(path));
  }

  @Test
  void payloadsStayWithinTheLimit() throws Exception {
    String path = server.openPolling();
    var handler = server.accepted();
    String packet = "x".repeat(400);
    for (int i = 0; i < 5; i++) {
      handler.send(packet);
    }
    handler.send("y".repeat(2 * MAX_PAYLOAD));
    handler.send("last");

    String two = "4" + packet + "\u001e4" + packet;
    assertThat(server.poll(path)).isEqualTo(two);
    assertThat(server.poll(path)).isEqualTo(two);
    assertThat(server.poll(path)).isEqualTo("4" + packet);
    assertThat(server.poll(path)).hasSize(1 + 2 * MAX_PAYLOAD);
    assertThat(server.poll(path)).isEqualTo("4last");
  }

  @Test
  void unknownPathIsNotFound() throws Exception {
    assertThat(server.get("/elsewhere").statusCode()).isEqualTo(404);
    assertThat(server.get("/socket.iox?EIO=4&transport=polling").statusCode()).isEqualTo(404);
    try (var client = new RawClient(server)) {
      client.send(RawClient.get("/%zz"));
      assertThat(client.answer().status()).isEqualTo(404);
    }
  }

  private static void assertUnknown(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }
}
