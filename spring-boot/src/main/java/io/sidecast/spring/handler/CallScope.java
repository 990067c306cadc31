package io.sidecast.spring.handler;

import io.sidecast.socket.Socket;

/**
 * The surroundings of the calls of handler methods, for example the security context of the thread.
 * Thread-safe.
 */
@FunctionalInterface
public interface CallScope {

  /** A scope that does nothing. */
  CallScope NONE = socket -> () -> {};

  /**
   * Enters the scope. Called on the thread of the handler method.
   *
   * @param socket the client
   * @return the task that leaves the scope, on the same thread
   */
  Runnable enter(Socket socket);
}
