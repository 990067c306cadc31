package io.sidecast.socket;

/** Hears of events whatever their names. Runs as an {@link EventHandler}. */
@FunctionalInterface
public interface AnyEventHandler {

  /**
   * Handles one event.
   *
   * @param event its name
   * @param arguments its arguments
   * @throws Exception to report a failure to the error handler of the server
   */
  void handle(String event, Arguments arguments) throws Exception;
}
