package io.sidecast.socket;

/**
 * Handles an event of any socket of a namespace. Called like an {@link EventHandler}; the events of
 * different sockets are handled at the same time.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all arguments
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketEventHandler<T> {

  /**
   * Handles one event.
   *
   * @param socket the socket that has received the event
   * @param value the argument
   * @throws Exception to report a failure to the error handler of the server
   */
  void handle(Socket socket, T value) throws Exception;
}
