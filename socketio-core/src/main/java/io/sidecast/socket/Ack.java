package io.sidecast.socket;

/**
 * Acknowledges one event. Thread-safe.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface Ack {

  /**
   * Returns whether the sender of the event expects an acknowledgement.
   *
   * @return false if the sender emitted the event without an acknowledgement
   */
  boolean isRequested();

  /**
   * Sends the acknowledgement. Does nothing if the sender expects none, or if the event is
   * acknowledged already.
   *
   * <p>A value that cannot be serialised does not throw here. The server's error handler receives
   * the exception, and the client receives the values of {@code ackOnError}, if they are set. For a
   * server-side event the failure is logged, and the requester lists this node among the missing
   * nodes.
   *
   * @param values the arguments of the acknowledgement; a null array is one null argument
   */
  void send(Object... values);
}
