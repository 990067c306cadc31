package io.sidecast.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves the browser client under the engine's path, from the artifact {@code
 * org.webjars.npm:socket.io-client}, if the class path has it. Event loops only.
 */
final class ClientBundle {

  private static final String ARTIFACT = "org.webjars.npm/socket.io-client";
  private static final String FOLDER = "META-INF/resources/webjars/socket.io-client/";
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
  private final String etag;
  private final FileRoute files;
  private final EngineHeaders headers;

  private ClientBundle(String prefix, String version, EngineHeaders headers) {
    this.prefix = prefix;
    this.etag = '"' + version + '"';
    this.headers = headers;
    this.files =
        new FileRoute(
            StaticFiles.resources(FOLDER + version + "/dist", ""),
            Map.of("cache-control", "public, max-age=0", "etag", etag));
  }

  /** Null if the class path has no client. Reads a file: not on an event loop. */
  static @Nullable ClientBundle find(String prefix, EngineHeaders headers) {
    String version = version();
    return version == null ? null : new ClientBundle(prefix, version, headers);
  }

  boolean matches(HttpRequest request) {
    String uri = request.uri();
    return uri.startsWith(prefix) && NAMES.contains(name(uri));
  }

  void handle(HttpExchange exchange) {
    if (headers.apply(exchange)) {
      return;
    }
    HttpRequest request = exchange.request();
    String known = request.headers().get(HttpHeaderNames.IF_NONE_MATCH);
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (reads && known != null && isKnown(known)) {
      var fields = Map.of("cache-control", "public, max-age=0", "etag", etag);
      exchange.answer(new HttpAnswer(304, fields, new byte[0], false));
    } else {
      files.handle(exchange, "/" + name(request.uri()));
    }
  }

  void close() {
    files.close();
  }

  /** A weak tag means the same here; several may come in a list. */
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

  private static @Nullable String version() {
    String name = "META-INF/maven/" + ARTIFACT + "/pom.properties";
    try (InputStream properties = FileSource.loader().getResourceAsStream(name)) {
      if (properties == null) {
        return null;
      }
      var read = new Properties();
      read.load(properties);
      return read.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
