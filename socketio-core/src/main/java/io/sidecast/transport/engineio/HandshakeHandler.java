package io.sidecast.transport.engineio;

import static io.sidecast.limit.Limit.SESSIONS_PER_TCP_CONNECTION;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.Channel;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.RequestVerdict;
import io.sidecast.engine.SessionParameters;
import io.sidecast.http.HandshakeError;
import io.sidecast.http.RequestDecision;
import io.sidecast.http.RequestHead;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpRequests;
import io.sidecast.transport.websocket.WebSocketHandshake;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The handler of handshakes: requests the application's decision, if a hook is set, and opens the
 * session. Handles each handshake on the event loop of its connection. Thread-safe.
 */
final class HandshakeHandler {

  /**
   * The delay of a WebSocket's first message. Some clients add their message listener in the event
   * that reports the open WebSocket, and miss a message that arrives together with the handshake
   * response.
   */
  private static final int OPEN_DELAY_MILLIS = 1;

  private static final RequestVerdict.Refused FORBIDDEN =
      new RequestVerdict.Refused(HandshakeError.FORBIDDEN, Map.of());

  private static final RequestVerdict.Refused TOO_MANY_SESSIONS =
      new RequestVerdict.Refused(HandshakeError.TOO_MANY_SESSIONS, Map.of());

  private final EngineServer engine;
  private final Parts parts;
  private final boolean asks;

  record Parts(EngineHeaders headers, EngineErrors refusals, TransportFactory transports) {}

  private record Candidate(HttpExchange exchange, int protocol, RequestHead request) {}

  HandshakeHandler(EngineServer engine, Parts parts) {
    this.engine = engine;
    this.parts = parts;
    this.asks = engine.settings().hooks().allowRequest() != null;
  }

  void start(HttpExchange exchange, RequestVerdict.Handshake handshake) {
    var request = HttpRequests.describe(exchange);
    var candidate = new Candidate(exchange, handshake.protocol(), request);
    if (asks) {
      engine
          .decide(request)
          .thenAccept(decision -> exchange.execute(() -> decided(candidate, decision)));
    } else {
      verify(candidate);
    }
  }

  private void decided(Candidate candidate, RequestDecision decision) {
    if (decision.allowed()) {
      verify(candidate);
    } else {
      parts.refusals().refuse(candidate.exchange(), FORBIDDEN, decision.message());
    }
  }

  private void verify(Candidate candidate) {
    HttpExchange exchange = candidate.exchange();
    parts.headers().onHandshake(exchange, candidate.request());
    if (WebSocketHandshake.isUpgradeRequested(exchange.request())) {
      parts.headers().chooseSubprotocol(exchange);
      exchange.afterBody(() -> openWebSocket(candidate));
    } else if (exchange.isOpen()) {
      openPolling(candidate);
    }
  }

  /** Takes a place for the session, or refuses the request. */
  private boolean isAdmitted(Candidate candidate) {
    @Nullable HandshakeError full = engine.admit(candidate.request());
    if (full != null) {
      parts.refusals().refuse(candidate.exchange(), new RequestVerdict.Refused(full, Map.of()));
    }
    return full == null;
  }

  private void openWebSocket(Candidate candidate) {
    HttpExchange exchange = candidate.exchange();
    if (!isAdmitted(candidate)) {
      return;
    }
    if (!exchange.claim()) {
      engine.withdraw(candidate.request());
    } else {
      var transport = parts.transports().webSocket(exchange, candidate.protocol());
      Channel channel = exchange.context().channel();
      channel.flush();
      channel
          .eventLoop()
          .schedule(
              () -> exchange.guard(() -> openSession(candidate, transport)),
              OPEN_DELAY_MILLIS,
              MILLISECONDS);
    }
  }

  private void openSession(Candidate candidate, WebSocketTransport transport) {
    if (candidate.exchange().context().channel().isActive()) {
      var loop = parts.transports().loop(candidate.exchange());
      var identity = engine.newIdentity(candidate.protocol());
      engine.open(new SessionParameters(identity, transport, loop, candidate.request()));
    } else {
      engine.withdraw(candidate.request());
    }
  }

  private void openPolling(Candidate candidate) {
    HttpExchange exchange = candidate.exchange();
    int siblings = exchange.pollingSessions().get();
    if (engine.settings().limits().isExceeded(SESSIONS_PER_TCP_CONNECTION, siblings + 1L)) {
      parts.refusals().refuse(exchange, TOO_MANY_SESSIONS);
      return;
    }
    if (!isAdmitted(candidate)) {
      return;
    }
    var identity = engine.newIdentity(candidate.protocol());
    parts.headers().setCookie(exchange, identity.sid());
    var transport = parts.transports().polling(exchange, candidate.protocol());
    engine.open(
        new SessionParameters(
            identity, transport, parts.transports().loop(exchange), candidate.request()));
  }
}
