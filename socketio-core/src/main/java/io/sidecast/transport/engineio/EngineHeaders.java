package io.sidecast.transport.engineio;

import io.sidecast.http.CookieSettings;
import io.sidecast.http.HeaderFields;
import io.sidecast.http.HeadersHook;
import io.sidecast.http.HttpHeader;
import io.sidecast.http.RequestHead;
import io.sidecast.http.SubprotocolChooser;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpRequests;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.websocket.WebSocketSubprotocols;
import java.util.List;

/**
 * The header fields that are added to the responses of sessions: the cookie, the subprotocol, and
 * the fields of hooks. Called on event loops. Thread-safe.
 */
final class EngineHeaders {

  private final HttpSettings.SessionHeaders sessions;
  private final SubprotocolChooser subprotocols;

  EngineHeaders(HttpSettings settings) {
    this.sessions = settings.sessions();
    this.subprotocols = settings.subprotocols();
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
      exchange.addHeaders(List.of(new HttpHeader("set-cookie", SessionCookie.field(cookie, sid))));
    }
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
