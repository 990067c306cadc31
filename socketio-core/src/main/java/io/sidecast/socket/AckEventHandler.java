package io.sidecast.socket;

/**
 * Handles an event that the client may want to have acknowledged. Runs as an {@link EventHandler}.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all of them
 */
@FunctionalInterface
public interface AckEventHandler<T> {

  /**
   * Handles one event.
   *
   * @param value the argument
   * @param ack answers the event, now or later
   * @throws Exception to report a failure to the error handler of the server; the event is then not
   *     acknowledged
   */
  void handle(T value, Ack ack) throws Exception;
}
