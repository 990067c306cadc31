package io.sidecast.engine;

import io.sidecast.socket.Connection;

/** Is told about connections. Runs where user code may block. */
public interface EngineListener {

  /**
   * A session was opened.
   *
   * @param connection the connection
   */
  default void onConnection(Connection connection) {}

  /**
   * A request was refused.
   *
   * @param error why
   */
  default void onConnectionError(ConnectionError error) {}
}
