package io.sidecast.socket;

/**
 * Decides whether an event of a socket is handled. Called like an {@link EventHandler}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventMiddleware {

  /**
   * Checks one event. The event passes when this method returns.
   *
   * @param event the name of the event
   * @param arguments the arguments of the event
   * @throws Exception to stop the event. No listener receives it, it is not acknowledged unless
   *     {@code ackOnError} is set, and the error handler of the server receives the exception
   */
  void check(String event, Arguments arguments) throws Exception;
}
