package io.sidecast.transport.files;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.StaticFiles;
import io.sidecast.transport.engineio.CorsHeaders;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A handler that serves the browser client under the engine's path if the class path has it. The
 * source is the artifact {@code org.webjars.npm:socket.io-client}, or {@code
 * META-INF/resources/socket.io-client/} with {@code package.json} and {@code dist/} as in the npm
 * package. Thread-safe; requests are handled on event loops.
 */
public final class ClientBundle {

  private static final String WEBJAR = "META-INF/maven/org.webjars.npm/socket.io-client/";
  private static final String WEBJAR_FOLDER = "META-INF/resources/webjars/socket.io-client/";
  private static final String FOLDER = "META-INF/resources/socket.io-client";
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");
  private static final Set<String> NAMES =
      Set.of(
          "socket.io.js",
          "socket.io.js.map",
          "socket.io.min.js",
          "socket.io.min.js.map",
          "socket.io.esm.min.js",
          "socket.io.esm.min.js.map",
          "socket.io.msgpack.min.js",
          "socket.io.msgpack.min.js.map");

  private final String prefix;
  private final CorsHeaders cors;
  private final String etag;
  private final @Nullable FileRoute files;

  private record Source(String folder, String version) {}

  private ClientBundle(String prefix, @Nullable Source source, CorsHeaders cors) {
    this.prefix = prefix;
    this.cors = cors;
    this.etag = source == null ? "" : '"' + source.version() + '"';
    this.files =
        source == null
            ? null
            : new FileRoute(
                StaticFiles.resources(source.folder() + "/dist", ""),
                Map.of("cache-control", "public, max-age=0", "etag", etag));
  }

  /**
   * Returns the handler of the client on the class path. If the class path has no client, the
   * response to a request for it is 404. Reads the class path, so this method must not run on an
   * event loop.
   */
  public static ClientBundle find(String prefix, HttpSettings settings) {
    Source source = settings.content().client() ? webjar() : null;
    if (source == null && settings.content().client()) {
      source = plain();
    }
    return new ClientBundle(prefix, source, new CorsHeaders(settings.cors()));
  }

  public boolean matches(HttpRequest request) {
    String uri = request.uri();
    return uri.startsWith(prefix) && NAMES.contains(name(uri));
  }

  public void handle(HttpExchange exchange) {
    if (cors.apply(exchange)) {
      return;
    }
    FileRoute found = files;
    if (found == null) {
      exchange.answer(HttpResponse.text(404, "Not found"));
      return;
    }
    HttpRequest request = exchange.request();
    String known = request.headers().get(HttpHeaderNames.IF_NONE_MATCH);
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (reads && known != null && isKnown(known)) {
      var fields = Map.of("cache-control", "public, max-age=0", "etag", etag);
      exchange.answer(new HttpResponse(304, fields, new byte[0], false));
    } else {
      found.handle(exchange, "/" + name(request.uri()));
    }
  }

  public void close() {
    if (files != null) {
      files.close();
    }
  }

  /** Returns whether a list of entity tags contains the tag of the client, weak or strong. */
  private boolean isKnown(String tags) {
    for (String tag : tags.split(",", -1)) {
      String bare = tag.trim();
      if (bare.equals("*") || bare.equals(etag) || bare.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  private String name(String uri) {
    int end = uri.indexOf('?');
    return uri.substring(prefix.length(), end < 0 ? uri.length() : end);
  }

  private static @Nullable Source webjar() {
    String text = read(WEBJAR + "pom.properties");
    if (text == null) {
      return null;
    }
    String version =
        text.lines()
            .filter(line -> line.startsWith("version="))
            .map(line -> line.substring("version=".length()).trim())
            .findFirst()
            .orElse("");
    return version.isEmpty() ? null : new Source(WEBJAR_FOLDER + version, version);
  }

  private static @Nullable Source plain() {
    String text = read(FOLDER + "/package.json");
    Matcher version = VERSION.matcher(text == null ? "" : text);
    return version.find() ? new Source(FOLDER, version.group(1)) : null;
  }

  private static @Nullable String read(String name) {
    try (InputStream resource = FileSource.loader().getResourceAsStream(name)) {
      return resource == null ? null : new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
