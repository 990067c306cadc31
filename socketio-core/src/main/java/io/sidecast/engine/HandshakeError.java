package io.sidecast.engine;

/** Why a request is refused: the error codes of the Engine.IO reference server. */
public enum HandshakeError {
  /** The transport is missing, not known, or not allowed. */
  UNKNOWN_TRANSPORT(0, "Transport unknown"),
  /** There is no session with that id. */
  UNKNOWN_SESSION(1, "Session ID unknown"),
  /** A handshake that is not a GET. */
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
  /** The request does not fit the transport or the session. */
  BAD_REQUEST(3, "Bad request"),
  /** The application does not want it. */
  FORBIDDEN(4, "Forbidden"),
  /** A revision of the protocol that the server does not speak. */
  UNSUPPORTED_PROTOCOL(5, "Unsupported protocol version");

  private final int code;
  private final String message;

  HandshakeError(int code, String message) {
    this.code = code;
    this.message = message;
  }

  /**
   * The number that clients are told.
   *
   * @return 0 to 5
   */
  public int code() {
    return code;
  }

  /**
   * The words that clients are told.
   *
   * @return an English phrase without a full stop
   */
  public String message() {
    return message;
  }
}
