package io.sidecast.transport.engineio;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HttpResponse;
import io.sidecast.transport.http.HttpExchange;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of CORS (Fetch Standard, section 3.3), the responses to preflights, and the
 * check of origins. Called on event loops. Thread-safe.
 */
public final class CorsHeaders {

  private static final HttpResponse PREFLIGHT = HttpResponse.empty(204);

  private final @Nullable CorsSettings settings;

  /**
   * Creates the fields of a server.
   *
   * @param settings the settings, or null if no origin is allowed; no fields are added then
   */
  public CorsHeaders(@Nullable CorsSettings settings) {
    this.settings = settings;
  }

  /**
   * Adds the fields of CORS, and responds to a preflight. Returns whether the request was a
   * preflight.
   */
  public boolean apply(HttpExchange exchange) {
    if (settings == null) {
      return false;
    }
    HttpRequest request = exchange.request();
    boolean preflight = request.method().equals(HttpMethod.OPTIONS);
    allowOrigin(exchange, settings);
    if (!preflight) {
      return false;
    }
    exchange.header("access-control-allow-methods", String.join(",", settings.methods()));
    allowHeaders(exchange, settings);
    if (settings.maxAge() != null) {
      exchange.header("access-control-max-age", Long.toString(settings.maxAge().toSeconds()));
    }
    exchange.answer(PREFLIGHT);
    return true;
  }

  /**
   * Returns whether a request may open or upgrade a session. Requests without an {@code Origin}
   * come from no page; a page of the server itself names the server's own authority.
   */
  boolean isOriginAllowed(HttpExchange exchange) {
    if (settings == null || settings.origins() == null || !settings.enforced()) {
      return true;
    }
    HttpHeaders fields = exchange.request().headers();
    String origin = fields.get(HttpHeaderNames.ORIGIN);
    String host = fields.get(HttpHeaderNames.HOST);
    return origin == null
        || (host != null && origin.endsWith("://" + host))
        || isAllowed(exchange, settings.origins(), origin);
  }

  private static void allowOrigin(HttpExchange exchange, CorsSettings settings) {
    Predicate<String> origins = settings.origins();
    String origin = exchange.request().headers().get(HttpHeaderNames.ORIGIN);
    if (origins == null) {
      exchange.header("access-control-allow-origin", "*");
    } else {
      exchange.header("vary", "Origin");
      if (origin == null || !isAllowed(exchange, origins, origin)) {
        return;
      }
      exchange.header("access-control-allow-origin", origin);
    }
    if (settings.credentials()) {
      exchange.header("access-control-allow-credentials", "true");
    }
    if (!settings.exposedHeaders().isEmpty()) {
      exchange.header("access-control-expose-headers", String.join(",", settings.exposedHeaders()));
    }
  }

  private static void allowHeaders(HttpExchange exchange, CorsSettings settings) {
    HttpHeaders asked = exchange.request().headers();
    String wanted = asked.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
    if (!settings.allowedHeaders().isEmpty()) {
      exchange.header("access-control-allow-headers", String.join(",", settings.allowedHeaders()));
    } else if (wanted != null) {
      exchange.header("access-control-allow-headers", wanted);
      exchange.header(
          "vary",
          settings.origins() == null
              ? "Access-Control-Request-Headers"
              : "Origin, Access-Control-Request-Headers");
    }
  }

  private static boolean isAllowed(
      HttpExchange exchange, Predicate<String> origins, String origin) {
    try {
      return origins.test(origin);
    } catch (Throwable failure) {
      exchange.logFailure("CORS origin predicate, origin not allowed", failure);
      return false;
    }
  }
}
