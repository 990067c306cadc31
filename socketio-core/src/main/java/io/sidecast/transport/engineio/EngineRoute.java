package io.sidecast.transport.engineio;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.engine.EngineLoop;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.RequestVerdict;
import io.sidecast.engine.Session;
import io.sidecast.engine.Transport;
import io.sidecast.engine.TransportCloseMode;
import io.sidecast.http.HandshakeError;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.http.RequestTarget;
import io.sidecast.transport.polling.PollingRequest;
import io.sidecast.transport.websocket.WebSocketHandshake;
import java.util.Map;

/**
 * The route of the engine's requests to its sessions. Handles each request on the event loop of its
 * connection; tasks of a session run on the session's event loop. Thread-safe.
 */
public final class EngineRoute {

  private final EngineServer engine;
  private final String path;
  private final String prefix;
  private final boolean bare;
  private final CorsHeaders cors;
  private final EngineHeaders headers;
  private final EngineErrors refusals;
  private final TransportFactory transports;
  private final HandshakeHandler handshakes;

  public EngineRoute(EngineServer engine, HttpSettings settings) {
    this.engine = engine;
    this.path = engine.settings().path();
    this.prefix = path + "/";
    this.bare = !engine.settings().addTrailingSlash();
    this.cors = new CorsHeaders(settings.cors());
    this.headers = new EngineHeaders(settings);
    this.refusals = new EngineErrors(engine);
    this.transports = new TransportFactory(engine, settings.compression());
    this.handshakes =
        new HandshakeHandler(engine, new HandshakeHandler.Parts(headers, refusals, transports));
  }

  /** Returns whether a request with this URI is for the engine. */
  public boolean matches(String uri) {
    return uri.startsWith(prefix) || (bare && RequestTarget.rawPath(uri).equals(path));
  }

  public void handle(HttpExchange exchange) {
    if (cors.apply(exchange)) {
      return;
    }
    HttpRequest request = exchange.request();
    boolean upgrade = WebSocketHandshake.isUpgradeRequested(request);
    RequestVerdict verdict = engine.verify(EngineRequests.of(exchange, upgrade));
    if (verdict instanceof RequestVerdict.Refused refused) {
      refusals.refuse(exchange, refused);
    } else if (upgrade && !WebSocketHandshake.isValid(request)) {
      var context = Map.of("name", "TRANSPORT_HANDSHAKE_ERROR");
      refusals.refuse(exchange, new RequestVerdict.Refused(HandshakeError.BAD_REQUEST, context));
    } else if ((upgrade || verdict instanceof RequestVerdict.Handshake)
        && !cors.isOriginAllowed(exchange)) {
      refusals.refuse(
          exchange, new RequestVerdict.Refused(HandshakeError.ORIGIN_NOT_ALLOWED, Map.of()));
    } else if (verdict instanceof RequestVerdict.Handshake handshake) {
      handshakes.start(exchange, handshake);
    } else if (verdict instanceof RequestVerdict.Existing existing) {
      headers.onRequest(exchange);
      if (upgrade) {
        headers.chooseSubprotocol(exchange);
        exchange.afterBody(() -> upgrade(exchange, existing.session()));
      } else {
        new PollingRequest(exchange, existing.session()).handle(engine);
      }
    }
  }

  private void upgrade(HttpExchange exchange, Session session) {
    if (!exchange.claim()) {
      return;
    }
    Channel channel = exchange.context().channel();
    EngineLoop loop = transports.loop(exchange);
    Transport transport = transports.webSocket(exchange, session.protocol());
    if (!session.tryUpgrade(transport, loop)) {
      exchange.logRefusal("upgrade not allowed by the session");
      transport.end(TransportCloseMode.SERVER_CLOSED);
    }
    channel.flush();
  }
}
