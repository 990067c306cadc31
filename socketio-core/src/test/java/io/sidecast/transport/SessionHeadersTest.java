package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.transport.CookieSettings.SameSite;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the answers of sessions carry along: the cookie, and what hooks add. */
@ExtendWith(LeakWatch.class)
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
    assertThat(cookie.header("x"))
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
  void aFailingHookCostsItsFieldsOnly() throws Exception {
    var http =
        HttpSettings.DEFAULT.withInitialHeaders(
            (headers, request) -> {
              throw new IllegalStateException("asked to fail");
            });
    try (var server = serve(http)) {
      assertThat(server.get(TestServer.POLLING).statusCode()).isEqualTo(200);
    }
  }
}
