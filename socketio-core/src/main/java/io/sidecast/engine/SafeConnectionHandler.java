package io.sidecast.engine;

import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionAcceptor;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.log.RateLimitedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Calls the handler of a connection. An exception of the handler closes its connection and affects
 * no other. Confined to the event loop that owns the session.
 */
final class SafeConnectionHandler {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(SafeConnectionHandler.class));

  private final Connection connection;
  private final ConnectionHandler handler;

  private SafeConnectionHandler(Connection connection, ConnectionHandler handler) {
    this.connection = connection;
    this.handler = handler;
  }

  /**
   * Accepts a connection. Returns null if the acceptor failed; the connection is being closed then.
   */
  static @Nullable SafeConnectionHandler accept(
      ConnectionAcceptor acceptor, Connection connection) {
    try {
      return new SafeConnectionHandler(connection, acceptor.accept(connection));
    } catch (RuntimeException | Error failure) {
      failures.warn(() -> "connection closed: it could not be accepted", failure);
      connection.close(DisconnectReason.FORCED_SERVER_CLOSE);
      return null;
    }
  }

  /** The description of the connection for a log, without its id, which is a secret. */
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

  void onUpgrade() {
    try {
      handler.onUpgrade();
    } catch (RuntimeException | Error failure) {
      onFailure(failure);
    }
  }

  void onClose(DisconnectReason reason, String detail) {
    try {
      handler.onClose(reason, detail);
    } catch (RuntimeException | Error failure) {
      failures.warn(() -> "a connection handler failed in onClose", failure);
    }
  }

  private void onFailure(Throwable failure) {
    failures.warn(() -> "connection closed: its handler failed", failure);
    connection.close(DisconnectReason.FORCED_SERVER_CLOSE);
  }
}
