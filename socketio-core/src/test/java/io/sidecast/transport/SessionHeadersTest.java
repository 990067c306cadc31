package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.http.CookieSettings;
import io.sidecast.http.CookieSettings.SameSite;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import io.sidecast.transport.engineio.SessionCookie;
import io.sidecast.transport.http.HttpSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The header fields of sessions' responses: the cookie and the fields of hooks. */
@ExtendWith(LeakDetection.class)
class SessionHeadersTest {

  private static TestServer serve(HttpSettings http) {
    return TestServer.start(builder -> builder, TestServer.local().withHttp(http));
  }

  @Test
  void noCookieByDefault() throws Exception {
    try (var server = TestServer.start()) {
      assertThat(server.get(TestServer.POLLING).headers().firstValue("set-cookie")).isEmpty();
    }
  }

  @Test
  void theFirstAnswerSetsTheCookie() throws Exception {
    try (var server = serve(HttpSettings.DEFAULT.withCookie(CookieSettings.DEFAULT))) {
      var open = server.get(TestServer.POLLING);
      String sid = TestServer.sid(open.body());
      assertThat(open.headers().allValues("set-cookie"))
          .containsExactly("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");

      String path = TestServer.POLLING + "&sid=" + sid;
      assertThat(server.post(path, "4hello").headers().firstValue("set-cookie")).isEmpty();
      assertThat(server.get(path).headers().firstValue("set-cookie")).isEmpty();
    }
  }

  @Test
  void webSocketsSetNoCookie() throws Exception {
    try (var server = serve(HttpSettings.DEFAULT.withCookie(CookieSettings.DEFAULT));
        var client = new RawClient(server)) {
      client.send(RawClient.upgrade(TestServer.WEBSOCKET));
      assertThat(client.answer().head()).doesNotContainIgnoringCase("set-cookie");
    }
  }

  @Test
  void cookieAttributes() {
    var cookie = new CookieSettings("id", "/chat", false, SameSite.NONE, true, Duration.ofHours(1));
    assertThat(SessionCookie.field(cookie, "x"))
        .isEqualTo("id=x; Max-Age=3600; Path=/chat; Secure; SameSite=None");
    assertThatThrownBy(() -> CookieSettings.named("a b")).hasMessageContaining("a b");
    assertThatThrownBy(() -> CookieSettings.named("")).hasMessageContaining("name");
  }

  @Test
  void hooksAddFields() throws Exception {
    var http =
        HttpSettings.DEFAULT
            .withInitialHeaders((headers, request) -> headers.put("x-first", "yes"))
            .withHeaders((headers, request) -> headers.put("x-uri", request.uri()));
    try (var server = serve(http)) {
      var open = server.get(TestServer.POLLING);
      assertThat(open.headers().firstValue("x-first")).hasValue("yes");
      assertThat(open.headers().firstValue("x-uri")).hasValue(TestServer.POLLING);

      String path = TestServer.POLLING + "&sid=" + TestServer.sid(open.body());
      var posted = server.post(path, "4hello");
      assertThat(posted.headers().firstValue("x-first")).isEmpty();
      assertThat(posted.headers().firstValue("x-uri")).hasValue(path);
      try (var client = new RawClient(server)) {
        client.send(RawClient.upgrade(TestServer.toWebSocket(path)));
        assertThat(client.answer().head())
            .contains("x-uri: " + TestServer.toWebSocket(path))
            .doesNotContain("x-first");
      }
    }
  }

  @Test
  void severalValuesOfOneNameArrive() throws Exception {
    var http =
        HttpSettings.DEFAULT
            .withCookie(CookieSettings.DEFAULT)
            .withInitialHeaders((headers, request) -> headers.put("Set-Cookie", "first=1"))
            .withHeaders(
                (headers, request) -> {
                  headers.add("set-cookie", "a=1");
                  headers.add("Set-Cookie", "b=2");
                  headers.put("x-one", "replaced");
                  headers.put("X-One", "kept");
                });
    try (var server = serve(http)) {
      var open = server.get(TestServer.POLLING);
      String sid = TestServer.sid(open.body());
      assertThat(open.headers().allValues("set-cookie"))
          .containsExactlyInAnyOrder(
              "io=" + sid + "; Path=/; HttpOnly; SameSite=Lax", "first=1", "a=1", "b=2");
      assertThat(open.headers().allValues("x-one")).containsExactly("kept");
      try (var client = new RawClient(server)) {
        client.send(RawClient.upgrade(TestServer.WEBSOCKET));
        assertThat(client.answer().head().toLowerCase(Locale.ROOT))
            .contains("set-cookie: first=1\r\n", "set-cookie: a=1\r\n", "set-cookie: b=2\r\n");
      }
    }
  }

  @Test
  void severalValuesOfOneNameOfARouteArrive() throws Exception {
    var answer =
        HttpResponse.text(200, "hello")
            .withHeader("Set-Cookie", "a=1")
            .withHeader("set-cookie", "b=2");
    HttpRoute route = call -> CompletableFuture.completedFuture(answer);
    try (var server = serve(HttpSettings.DEFAULT.withRoute(route))) {
      assertThat(server.get("/hello").headers().allValues("set-cookie"))
          .containsExactly("a=1", "b=2");
    }
  }
}
