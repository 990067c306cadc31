package io.sidecast.admin;

import static java.net.http.HttpResponse.BodyHandlers.ofByteArray;
import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.junit.SidecastExtension;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page, over HTTP. */
class PageTest {

  private static final Pattern FILES = Pattern.compile("(?:href|src)=\"?((?:css|js)/[^\" >]+)");

  private final HttpClient http = HttpClient.newHttpClient();

  @RegisterExtension
  static final SidecastExtension sidecast =
      SidecastExtension.server(server -> {})
          .settings(
              builder -> {
                Logins.builder().path("/io").namespace("/ops/admin").instrument(builder);
                return builder;
              });

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(sidecast.url(0) + path))
            .header("accept-encoding", "identity");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), ofByteArray());
  }

  private String text(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void theStartPageStoresTheAddressOfTheServer() throws Exception {
    assertThat(text("/ops/admin/"))
        .contains("data-path=\"/io\" data-namespace=\"/ops/admin\"", "src=\"start.js\"");
    assertThat(text("/ops/admin/start.js")).contains("location.origin", "index.html");
    HttpResponse<byte[]> without = get("/ops/admin");
    assertThat(without.statusCode()).isEqualTo(308);
    assertThat(without.headers().firstValue("location")).contains("admin/");
  }

  @Test
  void eachFileOfThePageIsServed() throws Exception {
    String index = text("/ops/admin/index.html");
    var files = FILES.matcher(index).results().map(found -> found.group(1)).distinct().toList();
    assertThat(files).hasSize(4);
    for (String file : files) {
      HttpResponse<byte[]> plain = get("/ops/admin/" + file);
      assertThat(plain.statusCode()).as(file).isEqualTo(200);
      assertThat(plain.headers().firstValue("cache-control").orElse("")).contains("immutable");
      assertThat(plain.headers().firstValue("x-frame-options")).contains("DENY");
      HttpResponse<byte[]> zipped = get("/ops/admin/" + file, "accept-encoding", "br, gzip");
      assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
      try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(unzipped.readAllBytes()).as(file).isEqualTo(plain.body());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ops/admin/js/missing.js",
        "/ops/admin/LICENSE",
        "/ops/admin/js/..%2f..%2fAdminUi.class",
        "/ops/administrator",
        "/admin/"
      })
  void nothingElseIsServed(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(sidecast.url(0) + "/ops/admin/"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(http.send(request, ofString()).statusCode()).isEqualTo(405);
  }
}
