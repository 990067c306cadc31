package io.sidecast.transport;

import io.sidecast.engine.ConnectionError;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.HandshakeError;
import io.sidecast.engine.RequestVerdict;

/** Answers requests that get no session, and reports them to the engine. Event loops only. */
final class EngineErrors {

  private final EngineServer engine;

  EngineErrors(EngineServer engine) {
    this.engine = engine;
  }

  void refuse(HttpExchange exchange, RequestVerdict.Refused refused) {
    refuse(exchange, refused, refused.refusal().message());
  }

  void refuse(HttpExchange exchange, RequestVerdict.Refused refused, String message) {
    HandshakeError refusal = refused.refusal();
    exchange.because(reason(refused));
    exchange.answer(
        WebSocketHandshake.isWanted(exchange.request())
            ? EngineResponses.refusedUpgrade(message)
            : EngineResponses.refused(refusal, message));
    if (engine.settings().hooks().listener() != null) {
      var request = HttpRequests.describe(exchange);
      engine.refused(new ConnectionError(request, refusal.code(), message, refused.context()));
    }
  }

  /** For the log: the context may hold a session id or other text of the client, the name not. */
  private static String reason(RequestVerdict.Refused refused) {
    String name = refused.context().get("name");
    String message = refused.refusal().message();
    return name == null ? message : message + " (" + name + ")";
  }
}
