package io.sidecast.broker;

import java.time.Duration;
import java.util.Set;

/**
 * What a broker can do.
 *
 * @param flags the promises beyond those that every broker makes
 * @param maxEnvelopeBytes the largest envelope that can be published; a larger one fails with
 *     {@link BrokerException.Kind#TOO_LARGE}
 * @param roomChannels how many {@link Channel.Kind#ROOM} channels one node can reasonably subscribe
 *     to; at least 1
 * @param answerTimeout how long the message broker may take for an answer before its connection
 *     counts as lost; emits are refused while a publish has waited for half of it
 */
public record BrokerFeatures(
    Set<BrokerFeature> flags, int maxEnvelopeBytes, int roomChannels, Duration answerTimeout) {

  /** Copies the flags and checks the numbers. */
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
   * Whether this broker makes a promise.
   *
   * @param feature the promise
   * @return true if it does
   */
  public boolean has(BrokerFeature feature) {
    return flags.contains(feature);
  }
}
