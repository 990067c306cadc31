package io.sidecast.socket;

import org.jspecify.annotations.Nullable;

/** Takes the connections that the engine has opened. */
@FunctionalInterface
public interface ConnectionAcceptor {

  /**
   * A connection is open: its handshake has been answered. Called on the connection's event loop;
   * does not block.
   *
   * @param connection the connection
   * @return who handles its messages from now on
   */
  ConnectionHandler accept(Connection connection);

  /**
   * The id of a session of revision 3, whose client takes it for the id of its socket.
   *
   * @return a new id that nobody can guess, or null to leave it to the engine
   */
  default @Nullable String newV2SessionId() {
    return null;
  }
}
