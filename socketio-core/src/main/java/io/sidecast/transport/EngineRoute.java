package io.sidecast.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.sidecast.engine.EngineLoop;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.RequestVerdict;
import io.sidecast.engine.Session;
import io.sidecast.engine.Transport;
import io.sidecast.engine.TransportCloseMode;
import io.sidecast.http.HandshakeError;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The route of the engine's requests to its sessions. Handles each request on the event loop of its
 * connection; tasks of a session run on the session's event loop. Thread-safe.
 */
final class EngineRoute {

  /**
   * How long a CLOSE packet waits for the client's last poll, which may arrive on another
   * connection.
   */
  private static final Duration CLOSE_GRACE = Duration.ofMillis(100);

  private final EngineServer engine;
  private final String path;
  private final String prefix;
  private final boolean bare;
  private final EngineHeaders headers;
  private final EngineErrors refusals;
  private final TransportFactory transports;
  private final HandshakeHandler handshakes;

  EngineRoute(EngineServer engine, EngineLoops loops, HttpSettings settings) {
    this.engine = engine;
    this.path = engine.settings().path();
    this.prefix = path + "/";
    this.bare = !engine.settings().addTrailingSlash();
    this.headers = new EngineHeaders(settings);
    this.refusals = new EngineErrors(engine);
    this.transports = new TransportFactory(engine, settings.compression(), loops);
    this.handshakes =
        new HandshakeHandler(engine, new HandshakeHandler.Parts(headers, refusals, transports));
  }

  /** Returns whether a request with this URI is for the engine. */
  boolean matches(String uri) {
    return uri.startsWith(prefix) || (bare && RequestTarget.rawPath(uri).equals(path));
  }

  void handle(HttpExchange exchange) {
    if (headers.apply(exchange)) {
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
    } else if (verdict instanceof RequestVerdict.Handshake handshake) {
      handshakes.start(exchange, handshake);
    } else if (verdict instanceof RequestVerdict.Existing existing) {
      headers.onRequest(exchange);
      if (upgrade) {
        headers.chooseSubprotocol(exchange);
        exchange.afterBody(() -> upgrade(exchange, existing.session()));
      } else {
        poll(exchange, existing.session());
      }
    }
  }

  // ---- WebSocket

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

  // ---- polling

  private void poll(HttpExchange exchange, Session session) {
    HttpMethod method = exchange.request().method();
    if (method.equals(HttpMethod.GET)) {
      session.afterUpgradePackets(() -> exchange.execute(() -> get(exchange, session)));
    } else if (!method.equals(HttpMethod.POST)) {
      exchange.answer(EngineResponses.unknownMethod());
    } else if (session.protocol() == 4 && isBinary(exchange.request())) {
      onPolling(exchange, session, polling -> polling.refusePost(exchange, "binary body"));
    } else {
      post(exchange, session);
    }
  }

  private static void get(HttpExchange exchange, Session session) {
    if (exchange.isOpen()) {
      exchange.onAbort(() -> onPolling(exchange, session, polling -> polling.onAbort(exchange)));
      onPolling(exchange, session, polling -> polling.onPoll(exchange));
    }
  }

  private void post(HttpExchange exchange, Session session) {
    exchange.onAbort(() -> onPolling(exchange, session, polling -> polling.onAbort(exchange)));
    onPolling(exchange, session, polling -> polling.onPost(exchange));
    exchange.collectBody(
        engine.settings(),
        new RequestBody.Receiver(
            body -> session.execute(() -> take(exchange, session, body)),
            refusal -> refuseBody(exchange, session, refusal)));
  }

  private static void refuseBody(
      HttpExchange exchange, Session session, RequestBody.BodyError refusal) {
    exchange.because(refusal.detail());
    exchange.answer(refusal.answer());
    onPolling(exchange, session, polling -> polling.onBodyRefused(exchange, refusal.detail()));
  }

  private static void take(HttpExchange exchange, Session session, byte[] bytes) {
    var body = new PollingCodec.Body(bytes, isBinary(exchange.request()));
    Consumer<PollingTransport> deliver = polling -> polling.onBody(exchange, body);
    boolean wait =
        PollingPayload.isClose(bytes)
            && session.currentTransport() instanceof PollingTransport polling
            && polling.awaitsPoll();
    if (wait) {
      session.schedule(CLOSE_GRACE, () -> onPolling(exchange, session, deliver));
    } else {
      onPolling(exchange, session, deliver);
    }
  }

  private static boolean isBinary(HttpRequest request) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    return type != null
        && HttpHeaderValues.APPLICATION_OCTET_STREAM.contentEqualsIgnoreCase(mediaType(type));
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters)).trim();
  }

  /**
   * Runs a task on the session's event loop if the session uses polling; otherwise responds with
   * the error "Bad request".
   */
  private static void onPolling(
      HttpExchange exchange, Session session, Consumer<PollingTransport> task) {
    session.onRequest(
        () ->
            exchange.guard(
                () -> {
                  if (session.currentTransport() instanceof PollingTransport polling) {
                    task.accept(polling);
                  } else {
                    exchange.because("the session does not use polling any more");
                    exchange.answer(EngineResponses.refused(HandshakeError.BAD_REQUEST));
                  }
                }));
  }
}
