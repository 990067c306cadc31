package io.sidecast.transport.engineio;

import io.sidecast.engine.EngineLoop;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.RefusalLog;
import io.sidecast.http.CompressionSettings;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.encoding.MessageDeflate;
import io.sidecast.transport.encoding.PollingCodec;
import io.sidecast.transport.encoding.PollingCodec3;
import io.sidecast.transport.encoding.PollingCodec4;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.polling.PollingTransport;
import io.sidecast.transport.websocket.WebSocketHandshake;
import io.sidecast.transport.websocket.WebSocketTransport;

/**
 * A factory of the transports of requests. Thread-safe; called on the event loop of the connection.
 */
final class TransportFactory {

  private final EngineSettings settings;
  private final RefusalLog refusals;
  private final IncompleteBytes incomplete;
  private final CompressionSettings compression;
  private final EngineLoops loops;

  TransportFactory(EngineServer engine, CompressionSettings compression) {
    this.settings = engine.settings();
    this.refusals = engine.refusals();
    this.incomplete = engine.incompleteBytes();
    this.compression = compression;
    this.loops = new EngineLoops(engine);
  }

  EngineLoop loop(HttpExchange exchange) {
    return loops.of(exchange.context().channel().eventLoop());
  }

  PollingTransport polling(HttpExchange handshake, int protocol) {
    PollingCodec codec =
        protocol == 3
            ? new PollingCodec3(!EngineRequests.requiresBase64(handshake))
            : PollingCodec4.INSTANCE;
    return new PollingTransport(
        handshake,
        new PollingTransport.Settings(
            settings.maxPayload(), codec, compression, loop(handshake).counters()));
  }

  WebSocketTransport webSocket(HttpExchange exchange, int protocol) {
    String deflate = compression.webSocket() ? MessageDeflate.response(exchange.request()) : null;
    var format = FrameFormat.uncompressed(protocol);
    if (deflate != null) {
      format = new FrameFormat(protocol, compression.webSocketThreshold());
      exchange.header("sec-websocket-extensions", deflate);
    }
    return WebSocketHandshake.accept(
        exchange,
        new WebSocketTransport.Settings(
            settings.maxPayload(), format, refusals, incomplete, loop(exchange).counters()));
  }
}
