package io.sidecast.socket;

/** Is told what handlers and middlewares throw. Runs where they ran. */
@FunctionalInterface
public interface ErrorHandler {

  /**
   * User code has failed. The socket goes on; the event was not acknowledged.
   *
   * @param socket the socket whose event was handled
   * @param occasion what was handled, for example {@code event my_event}
   * @param error what was thrown
   */
  void onError(Socket socket, String occasion, Throwable error);
}
