package io.sidecast.broker;

import java.time.Duration;
import java.util.Set;

/**
 * What a {@link ReconnectingBroker} has to know of the broker that it is.
 *
 * @param flags the promises beyond those that every broker makes
 * @param roomChannels how many {@link Channel.Kind#ROOM} channels one node can reasonably have
 * @param sizeLimit how the setting is called that limits the size of an envelope, for advice
 * @param answerTimeout how long a link waits for an answer before it ends
 * @param checkInterval how often a link is asked for a sign of life
 * @param longestPause the longest pause between two attempts to connect, before jitter
 */
public record ConnectionSettings(
    Set<BrokerFeature> flags,
    int roomChannels,
    String sizeLimit,
    Duration answerTimeout,
    Duration checkInterval,
    Duration longestPause) {

  /** A pause that spares a broker that starts, and that nobody notices. */
  public static final Duration USUAL_PAUSE = Duration.ofMillis(500);
}
