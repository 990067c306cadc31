package io.sidecast.broker;

/** The state of the connection to a broker. */
public enum BrokerState {
  /** Connected for the first time. */
  UP,
  /**
   * The connection is lost: publishes fail at once, messages of others are being missed. Told, too,
   * of a connection that is open and silent: within three times {@link BrokerConfig#timeout()} if
   * the broker owes an answer.
   */
  DOWN,
  /** Connected again, and every live subscription is in force again. */
  RESTORED,
  /** Closed by its owner, for good. */
  CLOSED
}
