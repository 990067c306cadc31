package io.sidecast.socket;

import java.util.concurrent.CompletionStage;

/** A {@link Middleware} that decides later. */
@FunctionalInterface
public interface AsyncMiddleware {

  /**
   * Starts to decide.
   *
   * @param socket the socket, not connected yet
   * @return a stage that completes to let the socket pass, and fails as {@link Middleware#check}
   *     throws; it has as long as a client has to connect
   * @throws Exception as {@link Middleware#check} does
   */
  CompletionStage<?> check(Socket socket) throws Exception;
}
