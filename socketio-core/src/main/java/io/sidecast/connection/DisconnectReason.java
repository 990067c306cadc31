package io.sidecast.connection;

/**
 * The reason why a socket was disconnected.
 *
 * @since 0.1.0
 */
public enum DisconnectReason {
  /** The connection failed, or a pending poll was aborted. */
  TRANSPORT_ERROR("transport error"),
  /**
   * The client closed the connection without leaving the namespace first, for example by closing
   * the tab.
   */
  TRANSPORT_CLOSE("transport close"),
  /** The server closed the connection because of a malformed Socket.IO packet. */
  FORCED_CLOSE("forced close"),
  /** The client did not respond to a ping within the ping timeout. */
  PING_TIMEOUT("ping timeout"),
  /** The client sent an Engine.IO packet that cannot be parsed. */
  PARSE_ERROR("parse error"),
  /** The server is closing. */
  SERVER_SHUTTING_DOWN("server shutting down"),
  /**
   * The server closed the connection: the client violated the protocol or joined no namespace
   * within the connect timeout.
   */
  FORCED_SERVER_CLOSE("forced server close"),
  /** The client left the namespace. */
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
  /** The server disconnected the socket from the namespace. */
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
  /** The client read too slowly, and its send buffer was full. */
  SLOW_CLIENT("slow client"),
  /**
   * The client sent events faster than its handlers completed, while the server kept reading
   * because an acknowledgement of this client was outstanding.
   */
  RECEIVE_BUFFER_FULL("receive buffer full"),
  /** The client exceeded a limit, see {@code io.sidecast.limit.Limit}. The log names the limit. */
  LIMIT_EXCEEDED("limit exceeded");

  private final String text;

  DisconnectReason(String text) {
    this.text = text;
  }

  /**
   * Returns the reason in the words of the Socket.IO documentation.
   *
   * @return for example {@code transport close}
   */
  @Override
  public String toString() {
    return text;
  }
}
