package io.sidecast.cluster;

/**
 * The limit of messages that wait for the broker or for its confirmation. Emits and requests above
 * it fail with a {@link ClusterBusyException}. Immutable.
 *
 * @param messages the number of messages, at least 1
 * @param bytes the number of bytes in them, at least 1
 * @param outageBytes the part of these bytes that may wait for the end of an outage; 0: emits fail
 *     at once while the broker is down
 * @since 0.1.0
 */
public record OutboxLimit(int messages, long bytes, long outageBytes) {

  /** The default: 65,536 messages, 64 MiB, nothing during an outage. */
  public static final OutboxLimit DEFAULT = new OutboxLimit(65_536, 64L << 20, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is below its minimum
   */
  public OutboxLimit {
    if (messages < 1 || bytes < 1 || outageBytes < 0) {
      throw new IllegalArgumentException(
          "outboxLimit must be at least 1 message, 1 byte and 0 bytes during an outage, not %d, %d and %d"
              .formatted(messages, bytes, outageBytes));
    }
  }

  /**
   * Copies this limit with another outage buffer.
   *
   * @param outageBytes the number of bytes that may wait for the end of an outage
   * @return a changed copy
   */
  public OutboxLimit withOutageBytes(long outageBytes) {
    return new OutboxLimit(messages, bytes, outageBytes);
  }
}
