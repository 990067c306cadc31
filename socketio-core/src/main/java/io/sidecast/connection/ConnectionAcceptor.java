package io.sidecast.connection;

import org.jspecify.annotations.Nullable;

/**
 * Accepts the connections that the engine opens. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionAcceptor {

  /**
   * Accepts a connection whose handshake response is sent. Called on the event loop of the
   * connection; must not block.
   *
   * @param connection the connection
   * @return the handler of its messages
   */
  ConnectionHandler accept(Connection connection);

  /**
   * Creates the id of a session of revision 3. The client uses it as the id of its socket as well.
   *
   * @return a new id that cannot be guessed, or null if the engine creates the id
   */
  default @Nullable String newV2SessionId() {
    return null;
  }
}
