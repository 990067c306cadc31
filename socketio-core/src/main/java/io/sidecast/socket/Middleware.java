package io.sidecast.socket;

/**
 * Decides whether a socket may connect to a namespace. Called for every connection attempt, before
 * the server sends the CONNECT packet, on a handler thread, where it may block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Middleware {

  /**
   * Checks one socket. The socket passes when this method returns.
   *
   * @param socket the socket, which is not connected yet; its handshake and its data are available
   * @throws ConnectRefusedException to refuse the socket with a message and data for the client
   * @throws Exception to refuse the socket with the message {@code Internal server error}; the
   *     error handler of the server receives the exception
   */
  void check(Socket socket) throws Exception;
}
