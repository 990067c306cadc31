package io.sidecast.connection;

import io.sidecast.http.ConnectionError;

/**
 * Receives the events of connections. The methods run on threads that may block.
 *
 * @since 0.1.0
 */
public interface EngineListener {

  /**
   * Called when a session was opened.
   *
   * @param connection the connection
   */
  default void onConnection(Connection connection) {}

  /**
   * Called when a request was refused.
   *
   * @param error the request and the cause
   */
  default void onConnectionError(ConnectionError error) {}
}
