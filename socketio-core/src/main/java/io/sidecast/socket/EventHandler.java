package io.sidecast.socket;

/**
 * Handles an event. Called on a handler thread, where it may block, see {@link HandlerMode}. The
 * events of one socket are handled one at a time, in the order of their arrival.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all arguments
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventHandler<T> {

  /**
   * Handles one event.
   *
   * @param value the argument
   * @throws Exception to report a failure to the error handler of the server
   */
  void handle(T value) throws Exception;
}
