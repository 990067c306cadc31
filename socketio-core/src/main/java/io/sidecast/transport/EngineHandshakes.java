package io.sidecast.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.Channel;
import io.sidecast.engine.Admission;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.Opening;
import io.sidecast.engine.Refusal;
import io.sidecast.engine.RequestDecision;
import io.sidecast.engine.RequestHead;
import java.util.Map;

/** Opens sessions, after the application was asked. The event loop of the connection only. */
final class EngineHandshakes {

  /**
   * Clients may begin to listen for messages when they are told that the WebSocket is open, and
   * miss the first one if it arrives together with the answer to the handshake.
   */
  private static final int OPEN_DELAY_MILLIS = 1;

  private static final Admission.Refused FORBIDDEN =
      new Admission.Refused(Refusal.FORBIDDEN, Map.of());

  private final EngineServer engine;
  private final Parts parts;
  private final boolean asks;

  record Parts(EngineHeaders headers, EngineRefusals refusals, Transports transports) {}

  private record Candidate(HttpExchange exchange, int protocol, RequestHead request) {}

  EngineHandshakes(EngineServer engine, Parts parts) {
    this.engine = engine;
    this.parts = parts;
    this.asks = engine.settings().hooks().allowRequest() != null;
  }

  void start(HttpExchange exchange, Admission.Handshake handshake) {
    var request = Requests.describe(exchange);
    var candidate = new Candidate(exchange, handshake.protocol(), request);
    if (asks) {
      engine
          .decide(request)
          .thenAccept(decision -> exchange.execute(() -> decided(candidate, decision)));
    } else {
      admit(candidate);
    }
  }

  private void decided(Candidate candidate, RequestDecision decision) {
    if (decision.allowed()) {
      admit(candidate);
    } else {
      parts.refusals().refuse(candidate.exchange(), FORBIDDEN, decision.message());
    }
  }

  private void admit(Candidate candidate) {
    HttpExchange exchange = candidate.exchange();
    parts.headers().onHandshake(exchange, candidate.request());
    if (WebSocketHandshake.isWanted(exchange.request())) {
      parts.headers().chooseSubprotocol(exchange);
      exchange.afterBody(() -> openWebSocket(candidate));
    } else if (exchange.isOpen()) {
      openPolling(candidate);
    }
  }

  private void openWebSocket(Candidate candidate) {
    HttpExchange exchange = candidate.exchange();
    if (exchange.claim()) {
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
      engine.open(new Opening(identity, transport, loop, candidate.request()));
    }
  }

  private void openPolling(Candidate candidate) {
    HttpExchange exchange = candidate.exchange();
    var identity = engine.newIdentity(candidate.protocol());
    parts.headers().setCookie(exchange, identity.sid());
    var transport = parts.transports().polling(exchange, candidate.protocol());
    engine.open(
        new Opening(identity, transport, parts.transports().loop(exchange), candidate.request()));
  }
}
