package io.sidecast.socket;

/** Why a socket was disconnected. */
public enum DisconnectReason {
  /** The connection broke, or a pending poll was aborted. */
  TRANSPORT_ERROR("transport error"),
  /** The client closed the connection without a word, for example by closing the tab. */
  TRANSPORT_CLOSE("transport close"),
  /** The connection was closed because of what the client sent. */
  FORCED_CLOSE("forced close"),
  /** The client did not answer a ping in time. */
  PING_TIMEOUT("ping timeout"),
  /** The client sent an Engine.IO packet that cannot be parsed. */
  PARSE_ERROR("parse error"),
  /** The server is closing. */
  SERVER_SHUTTING_DOWN("server shutting down"),
  /**
   * The server closed the connection: the protocol was violated, or no namespace was joined in
   * time.
   */
  FORCED_SERVER_CLOSE("forced server close"),
  /** The client left the namespace. */
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
  /** The server made the socket leave the namespace. */
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
  /** The client read more slowly than it was sent to, and its buffer was full. */
  SLOW_CLIENT("slow client"),
  /**
   * The client sent more than its handlers took, while the server read on for an acknowledgement of
   * this client.
   */
  RECEIVE_BUFFER_FULL("receive buffer full");

  private final String text;

  DisconnectReason(String text) {
    this.text = text;
  }

  /**
   * The words that the Socket.IO documentation uses.
   *
   * @return for example {@code transport close}
   */
  @Override
  public String toString() {
    return text;
  }
}
