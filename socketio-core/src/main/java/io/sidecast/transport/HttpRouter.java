package io.sidecast.transport;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sidecast.engine.EngineServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who answers a request: the engine, a route, a file, or nobody. Event loops only. */
final class HttpRouter {

  private static final Logger log = LoggerFactory.getLogger(HttpRouter.class);
  private static final HttpAnswer NOT_FOUND = HttpAnswer.text(404, "Not found");

  private final EngineRoute engine;
  private final ClientBundle client;
  private final List<HttpRoute> routes;
  private final @Nullable FileRoute files;

  /** Looks for the browser client: not on an event loop. */
  HttpRouter(EngineServer engine, EngineLoops loops, HttpSettings settings) {
    StaticFiles folder = settings.content().files();
    String prefix = engine.settings().path() + "/";
    this.engine = new EngineRoute(engine, loops, settings);
    this.client = ClientBundle.find(prefix, settings);
    this.routes = settings.routes();
    this.files = folder == null ? null : new FileRoute(folder, Map.of("cache-control", "no-cache"));
  }

  /** Whether a request is for the engine or its browser client. */
  boolean isForEngine(HttpRequest request) {
    return engine.matches(request);
  }

  void close() {
    client.close();
    if (files != null) {
      files.close();
    }
  }

  void handle(HttpExchange exchange) {
    if (client.matches(exchange.request())) {
      client.handle(exchange);
      return;
    }
    if (engine.matches(exchange.request())) {
      engine.handle(exchange);
      return;
    }
    HttpCall call = describe(exchange);
    if (call == null) {
      exchange.answer(HttpAnswer.empty(400));
    } else if (!isRouted(exchange, call)) {
      if (files == null) {
        exchange.answer(NOT_FOUND);
      } else {
        files.handle(exchange, call.path());
      }
    }
  }

  private static @Nullable HttpCall describe(HttpExchange exchange) {
    var request = exchange.request();
    var uri = new QueryStringDecoder(request.uri());
    try {
      return new HttpCall(
          request.method().name(), uri.path(), uri.parameters(), Requests.headers(request));
    } catch (IllegalArgumentException malformedEscape) {
      return null;
    }
  }

  private boolean isRouted(HttpExchange exchange, HttpCall call) {
    for (HttpRoute route : routes) {
      try {
        var answer = route.answer(call);
        if (answer != null) {
          answer.whenComplete((found, failure) -> finish(exchange, found, failure));
          return true;
        }
      } catch (RuntimeException failure) {
        finish(exchange, null, failure);
        return true;
      }
    }
    return false;
  }

  private static void finish(
      HttpExchange exchange, @Nullable HttpAnswer answer, @Nullable Throwable failure) {
    if (answer == null) {
      log.warn("a route failed to answer {}", exchange.request().uri(), failure);
      exchange.answer(HttpAnswer.empty(500));
    } else {
      exchange.answer(answer);
    }
  }
}
