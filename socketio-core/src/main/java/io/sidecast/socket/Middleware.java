package io.sidecast.socket;

/**
 * Decides whether a socket may connect to a namespace. Runs on every connect, before the client is
 * told that it is connected, on a thread where it may block.
 */
@FunctionalInterface
public interface Middleware {

  /**
   * Lets the socket pass by returning.
   *
   * @param socket the socket, not connected yet: its handshake and its data can be used
   * @throws ConnectRefusedException to refuse it, and tell the client why
   * @throws Exception to refuse it without telling the client why; the error handler of the server
   *     is told
   */
  void check(Socket socket) throws Exception;
}
