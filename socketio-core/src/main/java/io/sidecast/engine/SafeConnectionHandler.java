package io.sidecast.engine;

import io.sidecast.socket.Connection;
import io.sidecast.socket.ConnectionAcceptor;
import io.sidecast.socket.ConnectionHandler;
import io.sidecast.socket.DisconnectReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a connection's handler; one that fails loses its connection, and disturbs no other. The
 * event loop that owns the session only.
 */
final class SafeConnectionHandler {

  private static final Logger log = LoggerFactory.getLogger(SafeConnectionHandler.class);

  private final Connection connection;
  private final ConnectionHandler handler;

  private SafeConnectionHandler(Connection connection, ConnectionHandler handler) {
    this.connection = connection;
    this.handler = handler;
  }

  /** Null if the connection was not accepted, and is being closed. */
  static @Nullable SafeConnectionHandler accept(
      ConnectionAcceptor acceptor, Connection connection) {
    try {
      return new SafeConnectionHandler(connection, acceptor.accept(connection));
    } catch (RuntimeException | Error failure) {
      log.warn("a connection is closed: it could not be accepted", failure);
      connection.close(DisconnectReason.FORCED_SERVER_CLOSE);
      return null;
    }
  }

  /** The connection in a log: without its id, which is a secret. */
  String describe() {
    return connection.transport() + " of " + connection.request().remoteAddress();
  }

  void onText(byte[] utf8) {
    try {
      handler.onText(utf8);
    } catch (RuntimeException | Error failure) {
      onFailure(failure);
    }
  }

  void onBinary(byte[] bytes) {
    try {
      handler.onBinary(bytes);
    } catch (RuntimeException | Error failure) {
      onFailure(failure);
    }
  }

  void onClose(DisconnectReason reason, String detail) {
    try {
      handler.onClose(reason, detail);
    } catch (RuntimeException | Error failure) {
      log.warn("the handler of a closed connection failed", failure);
    }
  }

  private void onFailure(Throwable failure) {
    log.warn("a connection is closed: its handler failed", failure);
    connection.close(DisconnectReason.FORCED_SERVER_CLOSE);
  }
}
