package io.sidecast.broker;

import java.time.Duration;
import java.util.Set;

/**
 * The features and limits of a broker. Immutable.
 *
 * @param flags the guarantees beyond those of every {@link Broker}
 * @param maxEnvelopeBytes the size of the largest envelope in bytes, at least 1; the publish of a
 *     larger one fails with {@link BrokerException.Kind#TOO_LARGE}
 * @param roomChannels the maximum number of {@link Channel.Kind#ROOM} channels that one node should
 *     subscribe to, at least 1; equal on all nodes of a cluster
 * @param answerTimeout the time after which a connection without a response is lost, positive; the
 *     server refuses emits while a publish has been unconfirmed for half of it
 * @since 0.1.0
 */
public record BrokerFeatures(
    Set<BrokerFeature> flags, int maxEnvelopeBytes, int roomChannels, Duration answerTimeout) {

  /**
   * Copies the flags and checks the other values.
   *
   * @throws IllegalArgumentException if a value is not positive
   */
  public BrokerFeatures {
    flags = Set.copyOf(flags);
    if (maxEnvelopeBytes < 1 || roomChannels < 1) {
      throw new IllegalArgumentException(
          "maxEnvelopeBytes and roomChannels must be positive: "
              + maxEnvelopeBytes
              + ", "
              + roomChannels);
    }
    if (answerTimeout.isNegative() || answerTimeout.isZero()) {
      throw new IllegalArgumentException("answerTimeout must be positive: " + answerTimeout);
    }
  }

  /**
   * Returns whether this broker gives a guarantee.
   *
   * @param feature the guarantee
   * @return true if the broker declares it
   */
  public boolean has(BrokerFeature feature) {
    return flags.contains(feature);
  }
}
