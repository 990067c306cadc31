package io.sidecast.engine;

/** Why a request is refused: the error codes of the Engine.IO reference server. */
public enum Refusal {
  /** The transport is missing, not known, or not allowed. */
  UNKNOWN_TRANSPORT("Transport unknown"),
  /** There is no session with that id. */
  UNKNOWN_SESSION("Session ID unknown"),
  /** A handshake that is not a GET. */
  BAD_HANDSHAKE_METHOD("Bad handshake method"),
  /** The request does not fit the transport or the session. */
  BAD_REQUEST("Bad request"),
  /** The application does not want it. */
  FORBIDDEN("Forbidden"),
  /** A revision of the protocol that the server does not speak. */
  UNSUPPORTED_PROTOCOL("Unsupported protocol version");

  private final String message;

  Refusal(String message) {
    this.message = message;
  }

  /**
   * The number that clients are told.
   *
   * @return 0 to 5
   */
  public int code() {
    return ordinal();
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
