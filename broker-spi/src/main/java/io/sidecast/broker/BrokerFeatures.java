package io.sidecast.broker;

import java.util.Set;

/**
 * What a broker can do.
 *
 * @param flags the promises beyond those that every broker makes
 * @param maxEnvelopeBytes the largest envelope that can be published; a larger one fails with
 *     {@link BrokerException.Kind#TOO_LARGE}
 * @param roomChannels how many {@link Channel.Kind#ROOM} channels one node can reasonably subscribe
 *     to; at least 1
 */
public record BrokerFeatures(Set<BrokerFeature> flags, int maxEnvelopeBytes, int roomChannels) {

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
