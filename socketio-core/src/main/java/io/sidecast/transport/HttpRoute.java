package io.sidecast.transport;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers requests that are not for the engine, for example a health check. */
@FunctionalInterface
public interface HttpRoute {

  /**
   * Answers a request; its body, if any, is ignored. Called on an event loop; does not block.
   *
   * @param call the request
   * @return the answer, when it is there (a failure is answered 500); null if this route is for
   *     other requests
   */
  @Nullable CompletionStage<HttpAnswer> answer(HttpCall call);
}
