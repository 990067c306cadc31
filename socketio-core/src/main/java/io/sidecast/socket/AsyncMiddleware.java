package io.sidecast.socket;

import java.util.concurrent.CompletionStage;

/**
 * A {@link Middleware} that decides asynchronously. Called like a {@link Middleware}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AsyncMiddleware {

  /**
   * Starts the decision about one socket. The socket passes when the stage completes. It is refused
   * if the stage fails, or does not complete within the connect timeout of the server (45 seconds
   * by default).
   *
   * @param socket the socket, which is not connected yet
   * @return a stage that completes to let the socket pass. A stage that fails has the effect of an
   *     exception that {@link Middleware#check} throws
   * @throws Exception to refuse the socket, like {@link Middleware#check}
   */
  CompletionStage<?> check(Socket socket) throws Exception;
}
