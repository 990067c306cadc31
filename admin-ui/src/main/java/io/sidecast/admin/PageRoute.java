package io.sidecast.admin;

import io.sidecast.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of the page under the path of the namespace. The start page stores the address
 * of the server for the page, and goes on to it. The files are read once, on threads of the common
 * pool, and kept compressed. Thread-safe.
 */
final class PageRoute implements HttpRoute {

  private static final String INDEX = "index.html";

  private static final String WITHOUT_PAGE =
      "The page of the Admin UI is not in this build, which found no npm: install Node.js and build"
          + " again.";

  private static final Pattern NAME =
      Pattern.compile(
          "(?:index\\.html|start\\.js|favicon\\.png|(?:css|js|img)/\\w[\\w.-]*\\.\\w+)");
  private static final Pattern HASHED = Pattern.compile(".*\\.[0-9a-f]{8}\\.\\w+");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  /** The page loads fonts and icons of two other sites, and may connect to any server. */
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline' https://fonts.googleapis.com"
          + " https://cdn.jsdelivr.net; font-src https://fonts.gstatic.com https://cdn.jsdelivr.net;"
          + " img-src 'self' data:; connect-src *; frame-ancestors 'none'; base-uri 'none'";

  private static final String START =
      """
      <!DOCTYPE html>
      <html lang="en" data-path="%s" data-namespace="%s">
      <meta charset="utf-8">
      <title>Socket.IO Admin UI</title>
      <script src="start.js"></script>
      <noscript>The Socket.IO Admin UI needs JavaScript.</noscript>
      </html>
      """;

  private final String folder;
  private final byte[] start;
  private final Map<String, CompletableFuture<@Nullable PageFile>> files =
      new ConcurrentHashMap<>();

  /** One file, compressed with gzip. */
  private record PageFile(byte[] plain, byte[] gzip) {}

  PageRoute(AdminSettings settings) {
    this.folder = settings.namespace() + "/";
    this.start =
        START
            .formatted(escaped(settings.path()), settings.namespace())
            .getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }

  @Override
  public @Nullable CompletionStage<HttpResponse> handle(HttpRequest request) {
    String path = request.path();
    if (!path.startsWith(folder) && !folder.equals(path + "/")) {
      return null;
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return CompletableFuture.completedStage(
          HttpResponse.empty(405).withHeader("allow", "GET, HEAD"));
    }
    if (!path.startsWith(folder)) {
      String last = path.substring(path.lastIndexOf('/') + 1);
      return CompletableFuture.completedStage(
          HttpResponse.empty(308).withHeader("location", last + "/"));
    }
    String name = path.substring(folder.length());
    if (name.isEmpty()) {
      return CompletableFuture.completedStage(response("start.html", start));
    }
    if (!NAME.matcher(name).matches()) {
      return CompletableFuture.completedStage(HttpResponse.text(404, "Not found"));
    }
    return files
        .computeIfAbsent(name, wanted -> CompletableFuture.supplyAsync(() -> read(wanted)))
        .thenApply(file -> file == null ? missing(name) : response(name, file, request));
  }

  private HttpResponse missing(String name) {
    files.remove(name); // clients must not fill the map
    return HttpResponse.text(404, name.equals(INDEX) ? WITHOUT_PAGE : "Not found");
  }

  private static HttpResponse response(String name, PageFile file, HttpRequest request) {
    boolean zips =
        request.headers().getOrDefault("accept-encoding", List.of()).stream()
            .anyMatch(value -> value.contains("gzip"));
    HttpResponse response =
        zips
            ? response(name, file.gzip()).withHeader("content-encoding", "gzip")
            : response(name, file.plain());
    return response.withHeader("vary", "accept-encoding");
  }

  private static HttpResponse response(String name, byte[] body) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
    boolean isFinal = HASHED.matcher(name).matches();
    return HttpResponse.of(200, type, body)
        .withHeader("cache-control", isFinal ? "public, max-age=31536000, immutable" : "no-cache")
        .withHeader("content-security-policy", POLICY)
        .withHeader("referrer-policy", "no-referrer")
        .withHeader("x-content-type-options", "nosniff")
        .withHeader("x-frame-options", "DENY");
  }

  private static @Nullable PageFile read(String name) {
    try (InputStream file = PageRoute.class.getResourceAsStream("page/" + name)) {
      if (file == null) {
        return null;
      }
      byte[] plain = file.readAllBytes();
      var zipped = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(zipped)) {
        gzip.write(plain);
      }
      return new PageFile(plain, zipped.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
