package io.sidecast.socket;

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
}
