package io.sidecast.spring.autoconfigure;

import io.sidecast.SocketIoServer;

/** The way in which the server begins to accept clients. Thread-safe. */
@FunctionalInterface
interface ServerStart {

  /** Starts the server. Blocks until clients can connect. */
  void start(SocketIoServer server);
}
