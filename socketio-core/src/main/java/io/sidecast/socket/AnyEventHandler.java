package io.sidecast.socket;

/**
 * Handles events of any name. Called like an {@link EventHandler}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AnyEventHandler {

  /**
   * Handles one event.
   *
   * @param event the name of the event
   * @param arguments the arguments of the event
   * @throws Exception to report a failure to the error handler of the server
   */
  void handle(String event, Arguments arguments) throws Exception;
}
