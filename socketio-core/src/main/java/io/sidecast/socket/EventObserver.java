package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/**
 * Observes the events of clients while their handlers run, for metrics and traces. An exception of
 * an observer goes to the error handler and changes nothing else. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EventObserver {

  /**
   * Called before the middlewares and handlers of an event, on their thread. Must not block.
   *
   * @param socket the socket that received the event
   * @param event the name of the event
   * @return receives the end
   */
  Handling begin(Socket socket, String event);

  /** The middlewares and handlers of one event. */
  @FunctionalInterface
  interface Handling {

    /**
     * Called after the last handler has returned, on the same thread. A stage that a handler
     * returned may not be complete. Must not block.
     *
     * @param failure the first exception of a middleware or a handler; null if there was none
     */
    void end(@Nullable Throwable failure);
  }
}
