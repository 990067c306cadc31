package io.sidecast.transport.http;

import io.sidecast.engine.RefusalLog;
import java.time.Duration;

/**
 * Handles the requests of HTTP connections. Thread-safe; each request is handled on the event loop
 * of its connection.
 */
public interface RequestHandler {

  /** Handles a request whose head has arrived. */
  void handle(HttpExchange exchange);

  /** Returns whether a request with this URI is for the engine or its browser client. */
  boolean isForEngine(String uri);

  /** Returns the proxies whose forwarded addresses are those of clients. */
  TrustedProxies proxies();

  /** Returns the log of refused requests. */
  RefusalLog refusals();

  /** Returns the maximum time between the head and the end of the body of a request. */
  Duration bodyTimeout();
}
