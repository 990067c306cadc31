package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.engine.EngineHooks;
import io.sidecast.http.RequestDecision;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each refused request causes one log line with the reason, without queries, ids, tokens and long
 * texts.
 */
@ExtendWith(LeakDetection.class)
class RefusalLogLinesTest {

  private static final String SECRET = "TOP-SECRET";

  private TestServer server;
  private RefusalLogLines lines;

  @BeforeEach
  void start() {
    server = TestServer.start(settings -> settings.maxPayload(1000).allowUpgrades(false));
    lines = new RefusalLogLines();
  }

  @AfterEach
  void stop() {
    lines.close();
    server.close();
  }

  private void assertLine(String start) throws Exception {
    String line = lines.next();
    assertThat(line).startsWith("INFO refused: " + start).doesNotContain(SECRET);
    assertThat(line.length()).isLessThan(250);
    assertThat(lines.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  '/socket.io/?EIO=4&transport={}',             'Transport unknown: GET /socket.io/ of"
        + " /1'",
    "GET,  '/socket.io/?EIO=4&transport=polling&sid={}', 'Session ID unknown: GET /socket.io/ of'",
    "PUT,  '/socket.io/?EIO=4&transport=polling&t={}',   'Bad handshake method: PUT /socket.io/'",
    "GET,  '/socket.io/?EIO=3&transport=polling&t={}',   'Unsupported protocol version: GET'",
    "GET,  '/socket.io/?EIO=4&transport=websocket&t={}', 'Bad request (TRANSPORT_HANDSHAKE_ERROR)'",
    "GET,  '/none?t={}',                                 '404 Not Found: GET /none of /127.0.0.1:'",
    "GET,  '/\u00ff\u0085?t={}',                         '404 Not Found: GET /\\u00ff\\u0085 of'"
  })
  void requests(String method, String path, String start) throws Exception {
    try (var client = new RawClient(server)) {
      String request = RawClient.get(path.replace("{}", SECRET)).replace("GET", method);
      client.send(request.replace("Host: test", "Host: " + SECRET + "\r\nCookie: " + SECRET));
      int status = client.answer().status();
      assertThat(status).isIn(400, 404);
      assertLine(start.startsWith("404") ? start : status + " " + start);
    }
  }

  @Test
  void longTextIsShortened() throws Exception {
    server.get("/" + "x".repeat(8000));
    assertLine("404 Not Found: GET /" + "x".repeat(63) + "... of /127.0.0.1:");
  }

  @Test
  void requestsThatCannotBeParsed() throws Exception {
    try (var client = new RawClient(server)) {
      client.send(SECRET + "\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertLine("400 malformed HTTP request: an unreadable request of /127.0.0.1:");
    }
  }

  @Test
  void headsWithAMalformedField() throws Exception {
    try (var client = new RawClient(server)) {
      client.send(RawClient.get("/none?t=" + SECRET).replace("Host:", "Host\u0001:"));
      assertThat(client.answer().status()).isEqualTo(400);
      assertLine("400 malformed HTTP request: GET /none of /127.0.0.1:");
    }
  }

  @Test
  void decisionsOfTheApplication() throws Exception {
    var decision = CompletableFuture.completedFuture(RequestDecision.refuse("not you, " + SECRET));
    var hooks = new EngineHooks(request -> decision, null, Runnable::run, Duration.ofSeconds(10));
    try (var strict = TestServer.start(settings -> settings.hooks(hooks))) {
      assertThat(strict.get(TestServer.POLLING).body()).contains(SECRET);
      assertLine("403 Forbidden: GET /socket.io/ of /127.0.0.1:");
    }
  }

  @Test
  void largeBodies() throws Exception {
    server.post(server.openPolling(), "4" + SECRET.repeat(200));
    assertLine("413 ");
  }

  @Test
  void bodiesThatAreNoPackets() throws Exception {
    server.post(server.openPolling(), "x" + SECRET);
    assertLine("parse error: unknown packet type: polling of /127.0.0.1:");
  }

  @Test
  void overlappingPosts() throws Exception {
    String path = server.openPolling();
    try (var first = new RawClient(server);
        var second = new RawClient(server)) {
      first.send(RawClient.get(path));
      Await.untilPolling(server.accepted());
      second.send(RawClient.get(path));
      assertThat(second.answer().status()).isEqualTo(400);
      assertLine("400 overlapping polls: GET /socket.io/ of /127.0.0.1:");
    }
  }

  @Test
  void violationsOfWebSockets() throws Exception {
    try (var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      client.frame(0x83, new byte[0]);
      assertThat(client.closeCode()).isEqualTo(1002);
      assertLine("1002 reserved opcode: /127.0.0.1:");
    }
  }

  @Test
  void upgradesThatAreNotAllowed() throws Exception {
    String path = server.openPolling();
    try (var client = RawClient.webSocket(server, TestServer.toWebSocket(path))) {
      assertThat(client.closeCode()).isEqualTo(1000);
      assertLine("upgrade not allowed by the session: GET /socket.io/ of /127.0.0.1:");
    }
  }
}
