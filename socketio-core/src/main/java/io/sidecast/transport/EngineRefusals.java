package io.sidecast.transport;

import io.sidecast.engine.Admission;
import io.sidecast.engine.ConnectionError;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.Refusal;

/** Answers requests that get no session, and lets the engine tell of it. Event loops only. */
final class EngineRefusals {

  private final EngineServer engine;

  EngineRefusals(EngineServer engine) {
    this.engine = engine;
  }

  void refuse(HttpExchange exchange, Admission.Refused refused) {
    refuse(exchange, refused, refused.refusal().message());
  }

  void refuse(HttpExchange exchange, Admission.Refused refused, String message) {
    Refusal refusal = refused.refusal();
    exchange.answer(
        WebSocketHandshake.isWanted(exchange.request())
            ? EngineAnswers.refusedUpgrade(message)
            : EngineAnswers.refused(refusal, message));
    if (engine.settings().hooks().listener() != null) {
      var request = Requests.describe(exchange.request(), exchange.context().channel());
      engine.refused(new ConnectionError(request, refusal.code(), message, refused.context()));
    }
  }
}
