package io.sidecast.broker.connection;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerFeature;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.Set;

/**
 * The settings of a {@link ReconnectingBroker}. Immutable.
 *
 * @param flags the guarantees beyond those of every {@link Broker}
 * @param roomChannels the maximum number of {@link Channel.Kind#ROOM} channels that one node should
 *     subscribe to, at least 1, unless the server determines it
 * @param sizeLimit the name of the setting that limits the size of an envelope, for messages
 * @param answerTimeout the time after which a connection without a response ends
 * @param checkInterval the interval between two calls of {@link BrokerConnection#check}
 * @param maxBackOff the maximum back-off between two attempts to connect, before jitter
 * @since 0.1.0
 */
public record ConnectionSettings(
    Set<BrokerFeature> flags,
    int roomChannels,
    String sizeLimit,
    Duration answerTimeout,
    Duration checkInterval,
    Duration maxBackOff) {

  /** The usual {@code maxBackOff}, which does not overload a message broker while it starts. */
  public static final Duration DEFAULT_MAX_BACK_OFF = Duration.ofMillis(500);
}
