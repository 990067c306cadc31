package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.http.CorsSettings;
import io.sidecast.transport.http.HttpSettings;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of pages of other origins. */
@ExtendWith(LeakDetection.class)
class CorsTest {

  private static final String PAGE = "https://page.example";

  private static TestServer serve(CorsSettings cors) {
    return TestServer.start(
        builder -> builder, TestServer.local().withHttp(HttpSettings.DEFAULT.withCors(cors)));
  }

  private static RawClient.Answer ask(TestServer server, String method, String... fields)
      throws Exception {
    return askAt(server, method + " " + TestServer.POLLING, fields);
  }

  private static RawClient.Answer askAt(TestServer server, String line, String... fields)
      throws Exception {
    try (var client = new RawClient(server)) {
      client.send(
          line
              + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
              + String.join("\r\n", fields)
              + (fields.length == 0 ? "\r\n" : "\r\n\r\n"));
      return client.answer();
    }
  }

  @Test
  void offByDefault() throws Exception {
    try (var server = TestServer.start()) {
      var answer = ask(server, "GET", "Origin: " + PAGE);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head()).doesNotContainIgnoringCase("access-control", "vary");
      assertThat(ask(server, "OPTIONS", "Origin: " + PAGE).status()).isEqualTo(400);
    }
  }

  @Test
  void everyOrigin() throws Exception {
    try (var server = serve(CorsSettings.origins("*"))) {
      var answer = ask(server, "GET", "Origin: " + PAGE);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head()).contains("access-control-allow-origin: *\r\n");
      assertThat(answer.head()).doesNotContainIgnoringCase("vary", "credentials");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://page.example, true",
    "https://other.example, true",
    "https://page.example.evil, false",
    "null, false"
  })
  void listOfOrigins(String origin, boolean allowed) throws Exception {
    try (var server = serve(CorsSettings.origins(PAGE, "https://other.example"))) {
      check(ask(server, "GET", "Origin: " + origin), origin, allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({"https://a.page.example, true", "https://page.example.evil, false"})
  void patternOfOrigins(String origin, boolean allowed) throws Exception {
    var pattern = Pattern.compile("^https://[a-z]+\\.page\\.example$");
    try (var server = serve(CorsSettings.originsMatching(pattern))) {
      check(ask(server, "GET", "Origin: " + origin), origin, allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({"https://page.example, true", "https://elsewhere, false", "bad, false"})
  void functionOfOrigins(String origin, boolean allowed) throws Exception {
    var cors =
        CorsSettings.originsIf(
            asked -> {
              if (asked.equals("bad")) {
                throw new IllegalStateException("asked to fail");
              }
              return asked.equals(PAGE);
            });
    try (var server = serve(cors)) {
      check(ask(server, "GET", "Origin: " + origin), origin, allowed);
    }
  }

  private static void check(RawClient.Answer answer, String origin, boolean allowed) {
    assertThat(answer.status()).isEqualTo(allowed ? 200 : 403);
    assertThat(answer.head()).contains("vary: Origin\r\n");
    if (allowed) {
      assertThat(answer.head()).contains("access-control-allow-origin: " + origin + "\r\n");
    } else {
      assertThat(answer.head()).doesNotContain("access-control");
    }
  }

  @Test
  void preflight() throws Exception {
    var cors =
        CorsSettings.origins(PAGE)
            .withCredentials()
            .withExposedHeaders("x-mine", "x-other")
            .withMaxAge(Duration.ofMinutes(2));
    try (var server = serve(cors)) {
      var answer =
          ask(server, "OPTIONS", "Origin: " + PAGE, "Access-Control-Request-Headers: x-a, x-b");
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.head())
          .contains(
              "access-control-allow-origin: " + PAGE + "\r\n",
              "access-control-allow-credentials: true\r\n",
              "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE\r\n",
              "access-control-allow-headers: x-a, x-b\r\n",
              "access-control-max-age: 120\r\n",
              "vary: Origin, Access-Control-Request-Headers\r\n");
    }
  }

  @Test
  void preflightOfNarrowSettings() throws Exception {
    var cors =
        CorsSettings.anyOrigin().withMethods("GET", "POST").withAllowedHeaders("authorization");
    try (var server = serve(cors)) {
      var answer = ask(server, "OPTIONS", "Origin: " + PAGE, "Access-Control-Request-Headers: x-a");
      assertThat(answer.head())
          .contains(
              "access-control-allow-origin: *\r\n",
              "access-control-allow-methods: GET,POST\r\n",
              "access-control-allow-headers: authorization\r\n")
          .doesNotContain("vary");
    }
  }

  @Test
  void errorsCarryTheFields() throws Exception {
    try (var server = serve(CorsSettings.origins(PAGE).withCredentials())) {
      var answer = askAt(server, "GET /socket.io/?EIO=4&transport=none", "Origin: " + PAGE);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.head())
          .contains(
              "access-control-allow-origin: " + PAGE + "\r\n",
              "access-control-allow-credentials: true\r\n");
    }
  }

  private static RawClient.Answer upgrade(TestServer server, String origin) throws Exception {
    try (var client = new RawClient(server)) {
      String request = RawClient.upgrade(TestServer.WEBSOCKET);
      client.send(request.replace("Host:", "Origin: " + origin + "\r\nHost:"));
      return client.answer();
    }
  }

  @Test
  void upgradesCarryTheFields() throws Exception {
    try (var server = serve(CorsSettings.origins(PAGE))) {
      var answer = upgrade(server, PAGE);
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.head())
          .contains("vary: Origin\r\n", "access-control-allow-origin: " + PAGE);
    }
  }

  @Test
  void webSocketOfAnotherOriginIsRefused() throws Exception {
    try (var server = serve(CorsSettings.origins(PAGE))) {
      assertThat(upgrade(server, "https://evil.example").status()).isEqualTo(403);
      assertThat(ask(server, "GET").status()).as("no page").isEqualTo(200);
      assertThat(ask(server, "GET", "Origin: http://test").status())
          .as("page of the server itself")
          .isEqualTo(200);
    }
  }

  @Test
  void originsAreNotRefusedWithoutEnforcement() throws Exception {
    try (var server = serve(CorsSettings.origins(PAGE).withoutEnforcement())) {
      assertThat(upgrade(server, "https://evil.example").status()).isEqualTo(101);
      var answer = ask(server, "GET", "Origin: https://evil.example");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head()).doesNotContain("access-control");
    }
  }

  @Test
  void originThatBrowsersRefuseIsRefusedEarly() {
    assertThatThrownBy(() -> CorsSettings.anyOrigin().withCredentials())
        .hasMessageContaining("give the origins");
    assertThatThrownBy(() -> CorsSettings.origins("*", PAGE)).hasMessageContaining("every origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "page.example",
        "//page.example",
        "https://",
        "https:page.example",
        "https://page.example/",
        "https://page.example/app",
        "https://page.example?a=b",
        "https://page.example#a",
        "https://user@page.example",
        " https://page.example",
        "https://page.example ",
        "https://page.example\n",
        "https://page.example:",
        "https://page.example:0",
        "https://page.example:65536",
        "https://page.example:port",
        "https://*.example",
        "https://a,https://b",
        "https://käse.example",
        "NULL"
      })
  void aTextThatIsNoOriginIsRefused(String text) {
    assertThatThrownBy(() -> CorsSettings.origins(PAGE, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is not an origin")
        .hasMessageContaining("for example https://page.example");
  }

  @Test
  void anOriginThatIsGivenTwiceIsRefused() {
    assertThatThrownBy(() -> CorsSettings.origins(PAGE, "https://a", "https://PAGE.example:443"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the origin 'https://PAGE.example:443' is given twice");
    assertThatThrownBy(() -> CorsSettings.origins("*", "*")).hasMessageContaining("every origin");
  }

  @ParameterizedTest
  @CsvSource({
    "https://Page.example:443, https://page.example",
    "HTTP://page.example:80, http://page.example",
    "http://page.example:443, http://page.example:443",
    "http://localhost:03000, http://localhost:3000",
    "http://my_host-1:8080, http://my_host-1:8080",
    "http://[::1]:3000, http://[::1]:3000",
    "capacitor://localhost, capacitor://localhost",
    "null, null"
  })
  void anOriginIsComparedInTheFormOfBrowsers(String given, String sent) throws Exception {
    try (var server = serve(CorsSettings.origins(given))) {
      check(ask(server, "GET", "Origin: " + sent), sent, true);
    }
  }
}
