package io.sidecast.http;

/**
 * The errors of refused requests, with the codes and messages of the Engine.IO reference server,
 * and its code 4 for causes that only this server has.
 *
 * @since 0.1.0
 */
public enum HandshakeError {
  /** The transport is missing, unknown or not allowed. */
  UNKNOWN_TRANSPORT(0, "Transport unknown"),
  /** No session has that id. */
  UNKNOWN_SESSION(1, "Session ID unknown"),
  /** The handshake is not a GET request. */
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
  /** The request does not fit the transport or the session. */
  BAD_REQUEST(3, "Bad request"),
  /** The application has refused the request. */
  FORBIDDEN(4, "Forbidden"),
  /** The server does not support the protocol revision. */
  UNSUPPORTED_PROTOCOL(5, "Unsupported protocol version"),
  /** The page of the client has an origin that may not use the server, see {@link CorsSettings}. */
  ORIGIN_NOT_ALLOWED(4, "Origin not allowed");

  private final int code;
  private final String message;

  HandshakeError(int code, String message) {
    this.code = code;
    this.message = message;
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
}
