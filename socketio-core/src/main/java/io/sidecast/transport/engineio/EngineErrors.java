package io.sidecast.transport.engineio;

import io.sidecast.engine.EngineServer;
import io.sidecast.engine.RequestVerdict;
import io.sidecast.http.ConnectionError;
import io.sidecast.http.HandshakeError;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpRequests;
import io.sidecast.transport.polling.EngineResponses;
import io.sidecast.transport.websocket.WebSocketHandshake;

/**
 * Responds to refused requests with errors of the engine, and reports the errors to the engine's
 * listener. Thread-safe; called on event loops.
 */
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
    // Before the response, so a client that has it finds the request counted.
    engine.refused(
        refusal,
        () ->
            new ConnectionError(
                HttpRequests.describe(exchange), refusal.code(), message, refused.context()));
    exchange.answer(
        WebSocketHandshake.isUpgradeRequested(exchange.request())
            ? EngineResponses.refusedUpgrade(refusal, message)
            : EngineResponses.refused(refusal, message));
  }

  /**
   * Returns the reason for the log. The context may contain a session id or other text of the
   * client; its name does not.
   */
  private static String reason(RequestVerdict.Refused refused) {
    String name = refused.context().get("name");
    String message = refused.refusal().message();
    return name == null ? message : message + " (" + name + ")";
  }
}
