package io.sidecast.broker;

/**
 * The state of the connection to a broker.
 *
 * @since 0.1.0
 */
public enum BrokerState {
  /** Connected for the first time. */
  UP,
  /**
   * The connection is lost: publishes fail at once, and messages of other nodes may be lost. A
   * connection that is open but silent is reported as lost within three times {@link
   * BrokerConfig#timeout()} if a response of the message broker is overdue.
   */
  DOWN,
  /** Connected again, with every subscription in force again. */
  RESTORED,
  /** Closed by the owner for good; the last state. */
  CLOSED
}
