package io.sidecast.transport.engineio;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.http.CookieSettings;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HeaderFields;
import io.sidecast.http.HeadersHook;
import io.sidecast.http.HttpHeader;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.RequestHead;
import io.sidecast.http.SubprotocolChooser;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpRequests;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.websocket.WebSocketSubprotocols;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header fields that are added to the engine's responses: CORS, the cookie, the subprotocol,
 * and the fields of hooks. Thread-safe; called on event loops.
 */
public final class EngineHeaders {

  private static final HttpResponse PREFLIGHT = HttpResponse.empty(204);

  private final @Nullable CorsSettings cors;
  private final HttpSettings.SessionHeaders sessions;
  private final SubprotocolChooser subprotocols;

  public EngineHeaders(HttpSettings settings) {
    this.cors = settings.cors();
    this.sessions = settings.sessions();
    this.subprotocols = settings.subprotocols();
  }

  /**
   * Adds the fields of CORS, and responds to a preflight. Returns whether the request was a
   * preflight.
   */
  public boolean apply(HttpExchange exchange) {
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

  /**
   * Returns whether a request may open or upgrade a session. Requests without an {@code Origin}
   * come from no page; a page of the server itself names the server's own authority.
   */
  boolean isOriginAllowed(HttpExchange exchange) {
    CorsSettings settings = cors;
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

  /** Calls the hooks for a handshake. */
  void onHandshake(HttpExchange exchange, RequestHead request) {
    run(sessions.initialHook(), exchange, request);
    run(sessions.hook(), exchange, request);
  }

  /** Calls the hook for a request of an existing session. */
  void onRequest(HttpExchange exchange) {
    if (sessions.hook() != HeadersHook.NONE) {
      run(sessions.hook(), exchange, HttpRequests.describe(exchange));
    }
  }

  /** Adds the cookie to the handshake response of a polling session. */
  void setCookie(HttpExchange exchange, String sid) {
    CookieSettings cookie = sessions.cookie();
    if (cookie != null) {
      exchange.addHeaders(List.of(new HttpHeader("set-cookie", setCookie(cookie, sid))));
    }
  }

  /** Returns the value of a {@code Set-Cookie} field (RFC 6265, section 4.1). */
  public static String setCookie(CookieSettings settings, String value) {
    var cookie = new StringBuilder(settings.name()).append('=').append(value);
    if (settings.maxAge() != null) {
      cookie.append("; Max-Age=").append(settings.maxAge().toSeconds());
    }
    cookie.append("; Path=").append(settings.path());
    if (settings.httpOnly()) {
      cookie.append("; HttpOnly");
    }
    if (settings.secure()) {
      cookie.append("; Secure");
    }
    String site = settings.sameSite().name();
    return cookie
        .append("; SameSite=")
        .append(site.charAt(0))
        .append(site.substring(1).toLowerCase(Locale.ROOT))
        .toString();
  }

  /** Adds the subprotocol to the response of a valid opening handshake of a WebSocket. */
  void chooseSubprotocol(HttpExchange exchange) {
    List<String> offered = WebSocketSubprotocols.offered(exchange.request());
    if (offered.isEmpty()) {
      return;
    }
    boolean byDefault = subprotocols == SubprotocolChooser.FIRST;
    String chosen =
        byDefault ? offered.get(0) : subprotocols.choose(offered, HttpRequests.describe(exchange));
    if (chosen == null) {
      return;
    }
    if (!offered.contains(chosen)) {
      throw new IllegalStateException("the chosen subprotocol is not one that the client offers");
    }
    exchange.header("sec-websocket-protocol", chosen);
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

  /**
   * Calls a hook. If the hook throws, the client receives the status 500, see {@link
   * HttpExchange#guard}.
   */
  private static void run(HeadersHook hook, HttpExchange exchange, RequestHead request) {
    if (hook != HeadersHook.NONE) {
      var added = new HeaderFields();
      hook.onHeaders(added, request);
      exchange.addHeaders(added.fields());
    }
  }
}
