package io.sidecast.engine;

/** How a transport ends. */
public enum TransportCloseMode {
  /** The server closes the session and notifies the client. */
  SERVER_CLOSED,
  /** The server shuts down and notifies the client. */
  SERVER_GONE,
  /** The client has closed: the transport only ends a pending request. */
  CLIENT_CLOSED,
  /** Another transport carries the session after an upgrade. */
  UPGRADED,
  /** The client does not read: the transport is cut without a notification. */
  CUT
}
