package io.sidecast.http;

/**
 * The errors of refused requests, with the codes and messages of the Engine.IO reference server,
 * and its code 4 for causes that only this server has.
 *
 * @since 0.1.0
 */
public enum HandshakeError {
  /** The transport is missing, unknown or not allowed. */
  UNKNOWN_TRANSPORT(0, "Transport unknown", 400),
  /** No session has that id. */
  UNKNOWN_SESSION(1, "Session ID unknown", 400),
  /** The handshake is not a GET request. */
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method", 400),
  /** The request does not fit the transport or the session. */
  BAD_REQUEST(3, "Bad request", 400),
  /** The application has refused the request. */
  FORBIDDEN(4, "Forbidden", 403),
  /** The server does not support the protocol revision. */
  UNSUPPORTED_PROTOCOL(5, "Unsupported protocol version", 400),
  /** The page of the client has an origin that may not use the server, see {@link CorsSettings}. */
  ORIGIN_NOT_ALLOWED(4, "Origin not allowed", 403),
  /** The server is closing. */
  SERVER_SHUTTING_DOWN(4, "Server is shutting down", 503),
  /** The server has as many connections as it may have. */
  SERVER_FULL(4, "Too many connections", 503),
  /** The address of the client has as many connections as it may have. */
  TOO_MANY_CONNECTIONS(4, "Too many connections of this address", 429),
  /** Too many sessions that were opened on the TCP connection of the client are alive. */
  TOO_MANY_SESSIONS(4, "Too many sessions of this TCP connection", 429);

  private final int code;
  private final String message;
  private final int status;

  HandshakeError(int code, String message, int status) {
    this.code = code;
    this.message = message;
    this.status = status;
  }

  /**
   * The error code in the response.
   *
   * @return 0 to 5
   */
  public int code() {
    return code;
  }

  /**
   * The error message in the response.
   *
   * @return an English phrase without a full stop
   */
  public String message() {
    return message;
  }

  /**
   * The HTTP status of the response.
   *
   * @return 400, 403, 429 or 503
   */
  public int status() {
    return status;
  }
}
