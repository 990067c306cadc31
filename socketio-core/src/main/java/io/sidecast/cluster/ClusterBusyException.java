package io.sidecast.cluster;

import java.time.Duration;

/**
 * Thrown when a message is refused because too many messages wait for the broker, which is slow or
 * down. The message is not sent.
 *
 * @since 0.1.0
 */
public final class ClusterBusyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private ClusterBusyException(String message) {
    super(message);
  }

  /**
   * Creates the exception of a full outbox.
   *
   * @param limit the limit of the outbox
   * @return the exception
   */
  public static ClusterBusyException full(OutboxLimit limit) {
    return new ClusterBusyException(
        "the outbox to the broker is full (%d messages or %d bytes wait): emit less, or raise the outbox limit"
            .formatted(limit.messages(), limit.bytes()));
  }

  /**
   * Creates the exception of a broker whose confirmations are late.
   *
   * @param lag the maximum age of a message without confirmation
   * @return the exception
   */
  public static ClusterBusyException late(Duration lag) {
    return new ClusterBusyException(
        "the broker has not confirmed a publish for more than %d ms: emit less, or give the broker more capacity"
            .formatted(lag.toMillis()));
  }

  /**
   * Creates the exception of a full outage buffer.
   *
   * @param limit the limit of the outbox
   * @return the exception
   */
  public static ClusterBusyException outage(OutboxLimit limit) {
    return new ClusterBusyException(
        "the broker is down and the outage buffer of %d bytes is full"
            .formatted(limit.outageBytes()));
  }
}
