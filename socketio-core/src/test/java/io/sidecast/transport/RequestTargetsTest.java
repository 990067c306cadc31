package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.http.CookieSettings;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import io.sidecast.http.StaticFiles;
import io.sidecast.transport.http.HttpSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text in a query, a path or a header field receives a response. */
@ExtendWith(LeakDetection.class)
class RequestTargetsTest {

  @ParameterizedTest
  @CsvSource({
    "token=100%,      token, 100%",
    "a%zzb=1,         a%zzb, 1",
    "x=a%zzb,         x,     a%zzb",
    "x=%,             x,     %",
    "x=%4,            x,     %4",
    "x=%c3%28,        x,     \ufffd(",
    "x=a;b=c,         x,     a;b=c",
    "x=%00%0d%0aX:y,  x,     '\0\r\nX:y'"
  })
  void queriesAreTakenAsTheyAre(String query, String name, String value) throws Exception {
    try (var server = TestServer.start();
        var host = new HostServer(HttpSettings.DEFAULT)) {
      for (int port : new int[] {server.port(), host.port()}) {
        try (var polling = new RawClient(port);
            var webSocket = new RawClient(port)) {
          polling.send(RawClient.get(TestServer.POLLING + "&" + query));
          assertThat(polling.answer().status()).isEqualTo(200);
          webSocket.send(RawClient.upgrade(TestServer.WEBSOCKET + "&" + query));
          assertThat(webSocket.answer().status()).isEqualTo(101);
          assertThat(webSocket.text()).startsWith("0{");
          for (int i = 0; i < 2; i++) {
            var handler = port == server.port() ? server.accepted() : host.accepted();
            assertThat(handler.connection.request().query()).containsEntry(name, List.of(value));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%zz", "/a%zz.html?b%", "/%c0%af", "/%ff%00", "/?%", "//%", "*"})
  void pathsAreTakenAsTheyAre(String path, @TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "index");
    HttpRoute echo =
        call ->
            call.headers().containsKey("x-route")
                ? CompletableFuture.completedFuture(HttpResponse.text(200, call.path()))
                : null;
    var http =
        HttpSettings.DEFAULT.withFiles(StaticFiles.folder(folder, "index.html")).withRoute(echo);
    try (var server = TestServer.start(builder -> builder, TestServer.local().withHttp(http));
        var client = new RawClient(server)) {
      client.send(RawClient.get(path));
      assertThat(client.answer().status()).isEqualTo(path.equals("/?%") ? 200 : 404);
      client.send(RawClient.get(path).replace("Host", "X-Route: 1\r\nHost"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  /** RFC 9112, section 3.2.2: a server accepts the form that clients send to proxies. */
  @ParameterizedTest
  @ValueSource(strings = {"http://host.example", "HTTPS://user:secret@host.example:80"})
  void targetsInAbsoluteFormAreAccepted(String authority) throws Exception {
    try (var server = TestServer.start();
        var client = new RawClient(server)) {
      client.send(RawClient.get(authority + TestServer.POLLING));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://user:secret@host.example/p?secret", "/p#secret", "http://host/p#?secret"})
  void refusalsAreLoggedWithThePathOnly(String target) throws Exception {
    try (var server = TestServer.start();
        var lines = new RefusalLogLines();
        var client = new RawClient(server)) {
      client.send(RawClient.get(target));
      assertThat(client.answer().status()).isEqualTo(404);
      assertThat(lines.next()).contains("GET /p of ").doesNotContain("secret");
    }
  }

  /** RFC 9112, section 3.2: the field is required since HTTP/1.1. */
  @Test
  void onlyOldRequestsHaveNoHost() throws Exception {
    try (var server = TestServer.start();
        var old = new RawClient(server);
        var client = new RawClient(server)) {
      old.send("GET " + TestServer.POLLING + " HTTP/1.0\r\n\r\n");
      assertThat(old.answer().status()).isEqualTo(200);
      client.send("GET " + TestServer.POLLING + " HTTP/1.1\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }

  /** Two values would leave open which one a check concerns. */
  @ParameterizedTest
  @ValueSource(strings = {"Host: a\r\nHost: b", "Host: a\r\nOrigin: http://a\r\nOrigin: http://b"})
  void fieldsThatChecksUseAreNotRepeated(String fields) throws Exception {
    try (var server = TestServer.start();
        var client = new RawClient(server)) {
      client.send(RawClient.get(TestServer.POLLING).replace("Host: test", fields));
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: %",
        "Host: [::",
        "Host: a b:c:d",
        "Host:\r\nCookie: =;%zz=%;\u00ff",
        "Host:\r\nOrigin: %zz"
      })
  void headerFieldsAreTakenAsTheyAre(String field) throws Exception {
    var http =
        HttpSettings.DEFAULT
            .withCors(CorsSettings.origins("http://a").withCredentials().withoutEnforcement())
            .withCookie(CookieSettings.DEFAULT);
    try (var server = TestServer.start(builder -> builder, TestServer.local().withHttp(http))) {
      for (String request :
          List.of(RawClient.get(TestServer.POLLING), RawClient.upgrade(TestServer.WEBSOCKET))) {
        try (var client = new RawClient(server)) {
          client.send(request.replace("Host: test", field));
          assertThat(client.answer().status()).isIn(200, 101);
          server.accepted();
        }
      }
    }
  }

  @Test
  void theSlashAfterThePathMayBeMissing() throws Exception {
    try (var server = TestServer.start(settings -> settings.path("/chat/"))) {
      for (String path : List.of("/chat", "/chat/", "/chat/any")) {
        String open = server.get(path + "?EIO=4&transport=polling").body();
        String session = path + "?EIO=4&transport=polling&sid=" + TestServer.sid(open);
        assertThat(server.post(session, "4hello").body()).isEqualTo("ok");
        assertThat(server.poll(session)).isEqualTo("4hello");
        try (var client = new RawClient(server)) {
          client.send(RawClient.upgrade(path + "?EIO=4&transport=websocket"));
          assertThat(client.answer().status()).isEqualTo(101);
          assertThat(client.text()).startsWith("0{");
        }
      }
      assertThat(server.get("/chatter?EIO=4&transport=polling").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theSlashAfterThePathMayBeDemanded() throws Exception {
    try (var server = TestServer.start(settings -> settings.addTrailingSlash(true))) {
      assertThat(server.get("/socket.io?EIO=4&transport=polling").statusCode()).isEqualTo(404);
      assertThat(server.get(TestServer.POLLING).statusCode()).isEqualTo(200);
    }
  }
}
