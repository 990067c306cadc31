package io.sidecast.socket;

/**
 * Handles an event without its arguments. Called like an {@link EventHandler}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventAction {

  /**
   * Handles one event.
   *
   * @throws Exception to report a failure to the error handler of the server
   */
  void handle() throws Exception;
}
