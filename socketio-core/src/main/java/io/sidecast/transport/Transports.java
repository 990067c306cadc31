package io.sidecast.transport;

import io.sidecast.engine.EngineLoop;
import io.sidecast.engine.EngineSettings;

/** Makes the transports of requests. The event loop of the connection only. */
final class Transports {

  private final EngineSettings settings;
  private final CompressionSettings compression;
  private final EngineLoops loops;

  Transports(EngineSettings settings, CompressionSettings compression, EngineLoops loops) {
    this.settings = settings;
    this.compression = compression;
    this.loops = loops;
  }

  EngineLoop loop(HttpExchange exchange) {
    return loops.of(exchange.context().channel().eventLoop());
  }

  PollingTransport polling(HttpExchange handshake, int protocol) {
    return new PollingTransport(handshake, settings.maxPayload());
  }

  WebSocketTransport webSocket(HttpExchange exchange, int protocol) {
    return WebSocketHandshake.accept(exchange, settings.maxPayload());
  }
}
