package io.sidecast.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sidecast.engine.Admission;
import io.sidecast.engine.Ending;
import io.sidecast.engine.EngineCall;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.Opening;
import io.sidecast.engine.Refusal;
import io.sidecast.engine.Session;
import io.sidecast.engine.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings the engine's requests to its sessions. The event loop of the connection only. */
final class EngineRoute {

  /** How long a client's last poll may be under way, on another connection, when it closes. */
  private static final Duration CLOSE_GRACE = Duration.ofMillis(100);

  private final EngineServer engine;
  private final EventLoops loops;
  private final String prefix;

  EngineRoute(EngineServer engine, EventLoops loops) {
    this.engine = engine;
    this.loops = loops;
    this.prefix = engine.settings().path() + "/";
  }

  boolean matches(HttpRequest request) {
    return request.uri().startsWith(prefix);
  }

  void handle(HttpExchange exchange) {
    HttpRequest request = exchange.request();
    boolean upgrade = WebSocketHandshake.isWanted(request);
    var query = new QueryStringDecoder(request.uri()).parameters();
    var call =
        new EngineCall(
            first(query, "transport"),
            first(query, "sid"),
            first(query, "EIO"),
            request.method().name(),
            upgrade);
    Admission admission = engine.admit(call);
    if (admission instanceof Admission.Refused refused) {
      refuse(exchange, refused.refusal(), upgrade);
    } else if (upgrade) {
      upgrade(exchange, admission);
    } else if (admission instanceof Admission.Existing existing) {
      poll(exchange, existing.session());
    } else {
      openPolling(exchange);
    }
  }

  private static @Nullable String first(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values == null ? null : values.get(0);
  }

  private static void refuse(HttpExchange exchange, Refusal refusal, boolean upgrade) {
    exchange.answer(
        upgrade ? EngineAnswers.refusedUpgrade(refusal) : EngineAnswers.refused(refusal));
  }

  private void openPolling(HttpExchange exchange) {
    var transport = new PollingTransport(exchange, engine.settings().maxPayload());
    open(exchange, transport);
  }

  private Session open(HttpExchange exchange, Transport transport) {
    ChannelHandlerContext context = exchange.context();
    var loop = loops.of(context.channel().eventLoop());
    var request = Requests.describe(exchange.request(), context.channel());
    return engine.open(new Opening(transport, loop, request));
  }

  // ---- WebSocket

  private void upgrade(HttpExchange exchange, Admission admission) {
    if (WebSocketHandshake.isValid(exchange.request())) {
      exchange.afterBody(() -> switchToWebSocket(exchange, admission));
    } else {
      refuse(exchange, Refusal.BAD_REQUEST, true);
    }
  }

  private void switchToWebSocket(HttpExchange exchange, Admission admission) {
    if (!exchange.claim()) {
      return;
    }
    var context = exchange.context();
    var transport = WebSocketHandshake.accept(exchange, engine.settings().maxPayload());
    if (admission instanceof Admission.Existing existing) {
      var loop = loops.of(context.channel().eventLoop());
      context.channel().flush();
      if (!existing.session().tryUpgrade(transport, loop)) {
        transport.end(Ending.SERVER_CLOSED);
      }
    } else {
      open(exchange, transport);
    }
  }

  // ---- polling

  private void poll(HttpExchange exchange, Session session) {
    HttpMethod method = exchange.request().method();
    if (method.equals(HttpMethod.GET)) {
      exchange.onAbort(() -> onPolling(exchange, session, polling -> polling.onAbort(exchange)));
      onPolling(exchange, session, polling -> polling.onPoll(exchange));
    } else if (!method.equals(HttpMethod.POST)) {
      exchange.answer(EngineAnswers.unknownMethod());
    } else if (isBinary(exchange.request())) {
      onPolling(exchange, session, polling -> polling.refusePost(exchange, "binary body"));
    } else {
      post(exchange, session);
    }
  }

  private void post(HttpExchange exchange, Session session) {
    exchange.onAbort(() -> onPolling(exchange, session, polling -> polling.onAbort(exchange)));
    onPolling(exchange, session, polling -> polling.onPost(exchange));
    exchange.gatherBody(
        engine.settings().maxPayload(),
        body -> session.execute(() -> take(exchange, session, body)),
        () -> {
          exchange.answer(EngineAnswers.tooLarge());
          onPolling(exchange, session, polling -> polling.onPostRejected(exchange));
        });
  }

  private static void take(HttpExchange exchange, Session session, byte[] body) {
    Consumer<PollingTransport> deliver = polling -> polling.onBody(exchange, body);
    boolean wait =
        PollingPayload.isClose(body)
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

  /** Runs on the loop that owns the session, unless a WebSocket has taken over. */
  private static void onPolling(
      HttpExchange exchange, Session session, Consumer<PollingTransport> task) {
    session.execute(
        () -> {
          if (session.currentTransport() instanceof PollingTransport polling) {
            task.accept(polling);
          } else {
            exchange.answer(EngineAnswers.refused(Refusal.BAD_REQUEST));
          }
        });
  }
}
