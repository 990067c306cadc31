package io.sidecast.socket;

/** Handles an event whose arguments do not matter. Runs as an {@link EventHandler}. */
@FunctionalInterface
public interface EventAction {

  /**
   * Handles one event.
   *
   * @throws Exception to report a failure to the error handler of the server
   */
  void handle() throws Exception;
}
