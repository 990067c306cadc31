package io.sidecast.transport;

import io.sidecast.engine.EngineServer;
import io.sidecast.engine.RefusalLog;
import io.sidecast.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import io.sidecast.http.StaticFiles;
import io.sidecast.transport.engineio.EngineRoute;
import io.sidecast.transport.files.ClientBundle;
import io.sidecast.transport.files.FileRoute;
import io.sidecast.transport.http.HttpExchange;
import io.sidecast.transport.http.HttpRequests;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.http.RequestHandler;
import io.sidecast.transport.http.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects the handler of a request: the engine, an HTTP route, a static file, or the response 404.
 * Thread-safe; requests are handled on event loops.
 */
final class HttpRouter implements RequestHandler {

  private static final HttpResponse NOT_FOUND = HttpResponse.text(404, "Not found");

  private final RefusalLog refusals;
  private final TrustedProxies proxies;
  private final Duration bodyTimeout;
  private final EngineRoute engine;
  private final ClientBundle client;
  private final List<HttpRoute> routes;
  private final @Nullable FileRoute files;

  /** Reads the class path to find the browser client, so it must not run on an event loop. */
  HttpRouter(EngineServer engine, HttpSettings settings) {
    StaticFiles folder = settings.content().files();
    String prefix = engine.settings().path() + "/";
    this.refusals = engine.refusals();
    this.proxies = settings.proxies();
    this.bodyTimeout = engine.settings().bodyLimits().timeout();
    this.engine = new EngineRoute(engine, settings);
    this.client = ClientBundle.find(prefix, settings);
    this.routes = settings.routes();
    this.files = folder == null ? null : new FileRoute(folder, Map.of("cache-control", "no-cache"));
  }

  @Override
  public boolean isForEngine(String uri) {
    return engine.matches(uri);
  }

  @Override
  public TrustedProxies proxies() {
    return proxies;
  }

  @Override
  public RefusalLog refusals() {
    return refusals;
  }

  @Override
  public Duration bodyTimeout() {
    return bodyTimeout;
  }

  void close() {
    client.close();
    if (files != null) {
      files.close();
    }
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (client.matches(exchange.request())) {
      client.handle(exchange);
      return;
    }
    if (engine.matches(exchange.request().uri())) {
      engine.handle(exchange);
      return;
    }
    HttpRequest request = HttpRequests.forRoute(exchange);
    if (isRouted(exchange, request)) {
      return;
    }
    if (files == null) {
      exchange.answer(NOT_FOUND);
    } else {
      files.handle(exchange, request.path());
    }
  }

  private boolean isRouted(HttpExchange exchange, HttpRequest request) {
    for (HttpRoute route : routes) {
      var response = route.handle(request);
      if (response != null) {
        response.whenComplete((found, failure) -> finish(exchange, found, failure));
        return true;
      }
    }
    return false;
  }

  private static void finish(
      HttpExchange exchange, @Nullable HttpResponse response, @Nullable Throwable failure) {
    if (response != null) {
      exchange.answerOfRoute(response);
    } else {
      exchange.fail(
          failure == null ? new NullPointerException("a route completed with null") : failure);
    }
  }
}
