package io.sidecast.engine;

/** How a transport is to end. */
public enum TransportCloseMode {
  /** The server closes: the client is told so. */
  SERVER_CLOSED,
  /** The server goes away: the client is told so. */
  SERVER_GONE,
  /** The client closed: whatever it waits for is ended, and no more. */
  CLIENT_CLOSED,
  /** Another transport has taken over. */
  UPGRADED,
  /** The client does not read: the transport is cut without a word. */
  CUT
}
