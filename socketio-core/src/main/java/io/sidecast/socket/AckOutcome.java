package io.sidecast.socket;

/**
 * The outcome of an acknowledgement that a client owed.
 *
 * @since 0.1.0
 */
public enum AckOutcome {
  /** The client has acknowledged the event in time. */
  ANSWERED,
  /**
   * The client has not acknowledged the event before the timeout, or before the node that emitted
   * it left the cluster. A later acknowledgement is ignored.
   */
  TIMEOUT,
  /** The socket ended before, so the client can no longer acknowledge the event. */
  LEFT,
  /**
   * The event was not sent, because the client already owed as many acknowledgements as {@link
   * io.sidecast.limit.Limit#PENDING_ACKS} allows.
   */
  REFUSED
}
