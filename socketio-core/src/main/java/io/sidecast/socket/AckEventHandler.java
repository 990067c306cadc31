package io.sidecast.socket;

/**
 * Handles an event and may acknowledge it. Called like an {@link EventHandler}.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all arguments
 * @since 0.1.0
 */
@FunctionalInterface
public interface AckEventHandler<T> {

  /**
   * Handles one event.
   *
   * @param value the argument
   * @param ack the acknowledgement of the event; it may be sent after this method has returned
   * @throws Exception to report a failure to the error handler of the server. The event is then not
   *     acknowledged, unless {@code ackOnError} is set
   */
  void handle(T value, Ack ack) throws Exception;
}
