package io.sidecast.socket;

/** Decides whether an event of a socket is handled. Runs as an {@link EventHandler}. */
@FunctionalInterface
public interface EventMiddleware {

  /**
   * Lets the event pass by returning.
   *
   * @param event its name
   * @param arguments its arguments
   * @throws Exception to stop it: no listener hears it, it is not acknowledged, and the error
   *     handler of the server is told
   */
  void check(String event, Arguments arguments) throws Exception;
}
