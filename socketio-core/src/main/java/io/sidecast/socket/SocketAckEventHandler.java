package io.sidecast.socket;

/**
 * Handles an event of any socket of a namespace and may acknowledge it. Called like a {@link
 * SocketEventHandler}.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all arguments
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketAckEventHandler<T> {

  /**
   * Handles one event.
   *
   * @param socket the socket that has received the event
   * @param value the argument
   * @param ack the acknowledgement of the event; it may be sent after this method has returned
   * @throws Exception to report a failure to the error handler of the server. The event is then not
   *     acknowledged, unless {@code ackOnError} is set
   */
  void handle(Socket socket, T value, Ack ack) throws Exception;
}
