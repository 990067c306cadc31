package io.sidecast.socket;

/**
 * Receives the exceptions that handlers and middlewares throw. Called on the thread that ran the
 * user code.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ErrorHandler {

  /**
   * Handles a failure of user code. A connected socket stays connected. The event is not
   * acknowledged, unless a handler has acknowledged it or {@code ackOnError} is set.
   *
   * @param socket the socket whose event was handled
   * @param occasion the user code that failed, for example {@code event my_event}
   * @param error the exception
   */
  void onError(Socket socket, String occasion, Throwable error);
}
