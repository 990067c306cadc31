package io.sidecast.socket;

/**
 * Handles an event. Runs on a thread where it may block; the events of one socket are handled one
 * after another.
 *
 * @param <T> the type of the first argument, or {@link Arguments} for all of them
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
