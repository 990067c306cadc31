package io.sidecast.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.engine.RequestHead;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The header fields that the engine's answers carry besides their own: those of CORS, the cookie,
 * and what hooks add. Event loops only.
 */
final class EngineHeaders {

  private static final Logger log = LoggerFactory.getLogger(EngineHeaders.class);
  private static final HttpAnswer PREFLIGHT = HttpAnswer.empty(204);

  private final @Nullable CorsSettings cors;
  private final HttpSettings.SessionHeaders sessions;

  EngineHeaders(HttpSettings settings) {
    this.cors = settings.cors();
    this.sessions = settings.sessions();
  }

  /** Says whether that was all: a preflight is answered here. */
  boolean apply(HttpExchange exchange) {
    CorsSettings settings = cors;
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

  /** The exchange opens a session. */
  void onHandshake(HttpExchange exchange, RequestHead request) {
    run(sessions.initialHook(), exchange, request);
    run(sessions.hook(), exchange, request);
  }

  /** The exchange belongs to a session. */
  void onRequest(HttpExchange exchange) {
    if (sessions.hook() != HeadersHook.NONE) {
      var channel = exchange.context().channel();
      run(sessions.hook(), exchange, Requests.describe(exchange.request(), channel));
    }
  }

  /** The exchange opens a polling session. */
  void setCookie(HttpExchange exchange, String sid) {
    CookieSettings cookie = sessions.cookie();
    if (cookie != null) {
      exchange.header("set-cookie", cookie.header(sid));
    }
  }

  private static void allowOrigin(HttpExchange exchange, CorsSettings settings) {
    Predicate<String> origins = settings.origins();
    String origin = exchange.request().headers().get(HttpHeaderNames.ORIGIN);
    if (origins == null) {
      exchange.header("access-control-allow-origin", "*");
    } else {
      exchange.header("vary", "Origin");
      if (origin == null || !isAllowed(origins, origin)) {
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

  private static boolean isAllowed(Predicate<String> origins, String origin) {
    try {
      return origins.test(origin);
    } catch (RuntimeException failure) {
      log.warn("the function that allows origins has failed: it is taken for a no", failure);
      return false;
    }
  }

  private static void run(HeadersHook hook, HttpExchange exchange, RequestHead request) {
    if (hook == HeadersHook.NONE) {
      return;
    }
    Map<String, String> added = new LinkedHashMap<>();
    try {
      hook.onHeaders(added, request);
      added.forEach(exchange::header);
    } catch (RuntimeException failure) {
      log.warn("a hook for header fields has failed: an answer goes without them", failure);
    }
  }
}
