package io.sidecast.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A handler of requests that are not for the engine, for example a health check.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HttpRoute {

  /**
   * Handles a request. The body of the request is ignored. Called on an event loop; must not block.
   * If this method throws or the stage fails, the failure is logged and the client receives the
   * status 500.
   *
   * @param request the request
   * @return a stage of the response; null if this route does not handle the request
   */
  @Nullable CompletionStage<HttpResponse> handle(HttpRequest request);
}
