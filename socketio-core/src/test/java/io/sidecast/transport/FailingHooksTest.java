package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.engine.EngineHooks;
import io.sidecast.http.AllowRequest;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HeadersHook;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import io.sidecast.transport.http.HttpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * User code that throws, or returns values that HTTP does not allow, fails only its own request.
 */
@ExtendWith(LeakDetection.class)
class FailingHooksTest {

  private static TestServer serve(HttpSettings http) {
    return TestServer.start(builder -> builder, TestServer.local().withHttp(http));
  }

  /**
   * Expects the status 500 for a handshake of each transport, and a response to the next request on
   * the same connection.
   */
  private static void assertFailed(TestServer server) throws Exception {
    try (var lines = new RefusalLogLines();
        var client = new RawClient(server)) {
      for (String request :
          List.of(RawClient.get(TestServer.POLLING), RawClient.upgrade(TestServer.WEBSOCKET))) {
        client.send(request);
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("Internal server error");
        assertThat(answer.head()).doesNotContain("evil", "x-bad");
      }
      assertThat(lines.next()).startsWith("WARN failed: 500 request: GET /socket.io/ of /127.");
      assertThat(server.engine.sessionCount()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x-bad, 'a\r\nevil: 1'",
    "x-bad, 'a\nb'",
    "x-bad, 'a\0b'",
    "x-bad, 'a\u0161b'",
    "x-bad, 'a\u007fb'",
    "'x-bad: 1\r\nevil', a",
    "'', a",
    "'x bad', a",
    "Content-Length, 5",
    "transfer-encoding, chunked",
    "Connection, close",
    "Upgrade, h2c",
    "Sec-WebSocket-Accept, a"
  })
  void fieldsThatAreNotAllowed(String name, String value) throws Exception {
    try (var server =
        serve(HttpSettings.DEFAULT.withHeaders((headers, request) -> headers.put(name, value)))) {
      assertFailed(server);
    }
    try (var server =
        serve(
            HttpSettings.DEFAULT.withInitialHeaders(
                (headers, request) -> headers.add(name, value)))) {
      assertFailed(server);
    }
    assertThatThrownBy(() -> HttpResponse.text(200, "").withHeader(name, value))
        .isInstanceOf(IllegalArgumentException.class);
    HttpRoute route =
        call ->
            CompletableFuture.completedFuture(
                new HttpResponse(200, Map.of(name, value), new byte[0], false));
    try (var server = serve(HttpSettings.DEFAULT.withRoute(route))) {
      assertThat(server.get("/any").statusCode()).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void headersHooksThatThrow(boolean error) throws Exception {
    HeadersHook hook =
        (headers, request) -> {
          if (error) {
            throw new StackOverflowError("on purpose");
          }
          throw new IllegalStateException("on purpose");
        };
    try (var server = serve(HttpSettings.DEFAULT.withInitialHeaders(hook))) {
      assertFailed(server);
    }
  }

  @Test
  void aHeadersHookThatThrowsWithinASession() throws Exception {
    HeadersHook hook =
        (headers, request) -> {
          if (request.query().containsKey("fail")) {
            throw new LinkageError("on purpose");
          }
        };
    try (var server = serve(HttpSettings.DEFAULT.withHeaders(hook))) {
      String path = server.openPolling();
      assertThat(server.get(path + "&fail").statusCode()).isEqualTo(500);
      assertThat(server.post(path + "&fail", "4hello").statusCode()).isEqualTo(500);
      try (var client = new RawClient(server)) {
        client.send(RawClient.upgrade(TestServer.toWebSocket(path) + "&fail"));
        assertThat(client.answer().status()).isEqualTo(500);
      }
      assertThat(server.post(path, "4hello").statusCode()).isEqualTo(200);
      assertThat(server.poll(path)).isEqualTo("4hello");
    }
  }

  @Test
  void allowedOriginsThatFailAreANo() throws Exception {
    var cors =
        CorsSettings.originsIf(
            origin -> {
              throw new LinkageError("on purpose");
            });
    try (var server = serve(HttpSettings.DEFAULT.withCors(cors));
        var lines = new RefusalLogLines();
        var client = new RawClient(server)) {
      client.send(RawClient.get(TestServer.POLLING).replace("Host:", "Origin: http://a\r\nHost:"));
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.head()).doesNotContain("access-control-allow-origin");
      assertThat(lines.next()).startsWith("WARN failed: CORS origin predicate");
    }
  }

  @Test
  void anAllowRequestThatFailsIsANo() throws Exception {
    AllowRequest allow =
        request -> {
          throw new LinkageError("on purpose");
        };
    var hooks = new EngineHooks(allow, null, ForkJoinPool.commonPool(), Duration.ofSeconds(10));
    try (var server = TestServer.start(settings -> settings.hooks(hooks));
        var client = new RawClient(server)) {
      assertThat(server.get(TestServer.POLLING).statusCode()).isEqualTo(403);
      client.send(RawClient.upgrade(TestServer.WEBSOCKET));
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "error", "fails", "null", "status 99", "status 101"})
  void routesThatFail(String how) throws Exception {
    HttpRoute route =
        call ->
            switch (how) {
              case "throws" -> throw new IllegalStateException("on purpose");
              case "error" -> throw new StackOverflowError("on purpose");
              case "fails" -> CompletableFuture.failedFuture(new LinkageError("on purpose"));
              case "null" -> CompletableFuture.completedFuture(null);
              default ->
                  CompletableFuture.completedFuture(
                      HttpResponse.empty(Integer.parseInt(how.substring("status ".length()))));
            };
    try (var server = serve(HttpSettings.DEFAULT.withRoute(route));
        var lines = new RefusalLogLines();
        var client = new RawClient(server)) {
      client.send(RawClient.post("/some/path?token=secret", "body"));
      assertThat(client.answer().status()).isEqualTo(500);
      assertThat(lines.next())
          .startsWith("WARN failed: 500 request: POST /some/path of /127.0.0.1:");
      client.send(RawClient.get(TestServer.POLLING));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void answersThatHaveNoBodyDoNotSendOne(int status) throws Exception {
    HttpRoute route =
        call -> CompletableFuture.completedFuture(HttpResponse.text(status, "HTTP/1.1 200 evil"));
    try (var server = serve(HttpSettings.DEFAULT.withRoute(route));
        var client = new RawClient(server)) {
      client.send(RawClient.get("/a") + RawClient.get("/b"));
      assertThat(client.answer().status()).isEqualTo(status);
      var second = client.answer();
      assertThat(second.status()).isEqualTo(status);
      assertThat(second.head().toLowerCase(Locale.ROOT)).doesNotContain("evil", "content-length");
    }
  }

  @Test
  void namesOfCorsAreCheckedAtOnce() {
    assertThatThrownBy(() -> CorsSettings.anyOrigin().withExposedHeaders("x-a\r\nevil: 1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CorsSettings.anyOrigin().withAllowedHeaders("a b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CorsSettings.anyOrigin().withMethods("GET,POST"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
