package io.sidecast;

import io.sidecast.engine.RefusalLog;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.socket.ErrorHandler;
import io.sidecast.socket.Socket;
import org.slf4j.Logger;

/**
 * The default error handler. It logs an exception with its stack trace: ten at once, then one a
 * second, because clients can cause exceptions at any rate. The names of events and namespaces are
 * shortened and escaped, because clients can choose them. Thread-safe.
 */
final class LoggingErrorHandler implements ErrorHandler {

  private final RateLimitedLog log;

  LoggingErrorHandler(Logger log) {
    this.log = RateLimitedLog.ofFailures(log);
  }

  @Override
  public void onError(Socket socket, String occasion, Throwable error) {
    log.warn(
        () ->
            RefusalLog.shorten(socket.toString()) + ": " + RefusalLog.shorten(occasion) + " failed",
        error);
  }
}
