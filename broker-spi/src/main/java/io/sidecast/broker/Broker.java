package io.sidecast.broker;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A live connection to a message broker. {@link BrokerProvider#open} creates it.
 *
 * <p>Guarantees of every broker:
 *
 * <ul>
 *   <li>Messages of one publisher on one channel arrive in the order in which they were published,
 *       each at most once, and their bytes arrive unchanged.
 *   <li>A message published on a {@link Channel.Kind#NODE} channel reaches only the nodes that
 *       subscribed to that channel.
 *   <li>A node that subscribed to a channel also receives its own messages on that channel.
 *   <li>No message is lost silently. While the listener is slower than the publishers, its messages
 *       wait. A broker whose queue is full reports {@link BrokerState#DOWN} if it drops a message,
 *       and then {@link BrokerState#RESTORED}. Some message brokers drop messages of a full queue
 *       without a notice; the documentation of such a broker states the limit, and nodes detect the
 *       loss by the sequence numbers of envelopes.
 *   <li>While the connection is {@linkplain BrokerState#DOWN down} a publish fails at once. A
 *       broker never retries a publish and never queues it for later.
 * </ul>
 *
 * <p>No method blocks, because the calling thread may be an event loop of the server. Failures are
 * reported by the stages, not thrown. Every stage settles: with its result, or exceptionally with a
 * {@link BrokerException}, at the latest when the broker is closed. A stage completes on a thread
 * of the broker or within the call; its dependent actions must not block.
 *
 * <p>The server calls a broker from one thread at a time. Each call happens before the next one,
 * but the thread may change. A {@link BrokerListener} may call the methods in a callback.
 *
 * @since 0.1.0
 */
public interface Broker {

  /**
   * Returns the features and limits of this broker.
   *
   * @return the same value for the life of the broker
   */
  BrokerFeatures features();

  /**
   * Subscribes to a channel. A second subscription to the same channel has no effect. If the
   * subscription of a channel fails, the channel is not subscribed, and no reconnect restores it; a
   * subscription that was in force before stays in force.
   *
   * <p>The stage fails with {@link BrokerException.Kind#UNAVAILABLE} if the connection is down or
   * breaks before the subscription is confirmed, with {@link BrokerException.Kind#TIMEOUT} if the
   * message broker does not respond, with {@link BrokerException.Kind#REFUSED} if a permission is
   * missing, with {@link BrokerException.Kind#CLOSED} after {@link #close}, and with {@link
   * BrokerException.Kind#FAILED} for every other error.
   *
   * @param channel the channel
   * @return a stage that completes when the subscription is <em>in force</em>: every later publish
   *     of any node on this channel is received here
   */
  CompletionStage<Void> subscribe(Channel channel);

  /**
   * Ends a subscription. Does nothing for a channel that is not subscribed. While the connection is
   * down this succeeds, and the next reconnect does not restore the channel.
   *
   * <p>The stage does not fail if the connection breaks: the subscription has ended with it. After
   * {@link #close} the stage completes, or fails with {@link BrokerException.Kind#CLOSED}.
   *
   * @param channel the channel
   * @return a stage after whose completion the listener receives no message of that channel; a
   *     later subscription does not deliver messages that were published before it
   */
  CompletionStage<Void> unsubscribe(Channel channel);

  /**
   * Publishes an envelope to all subscribers of a channel.
   *
   * <p>The stage fails with {@link BrokerException.Kind#TOO_LARGE} if the envelope exceeds the
   * limit, with {@link BrokerException.Kind#UNAVAILABLE} if the connection is down or breaks before
   * the confirmation, or if too many publishes are unconfirmed, with {@link
   * BrokerException.Kind#TIMEOUT} if the message broker does not respond, with {@link
   * BrokerException.Kind#REFUSED} if a permission is missing, with {@link
   * BrokerException.Kind#CLOSED} after {@link #close}, and with {@link BrokerException.Kind#FAILED}
   * for every other error. Subscribers may have received a message although its stage failed after
   * it was sent, for example because of a broken connection or a timeout.
   *
   * @param channel the channel
   * @param envelope the bytes, at most {@link BrokerFeatures#maxEnvelopeBytes()}; the caller does
   *     not change the array afterwards
   * @return a stage that completes when the message broker has accepted the message, with its
   *     position, or with {@link Position#NONE} if this broker keeps no messages
   */
  CompletionStage<Position> publish(Channel channel, byte[] envelope);

  /**
   * Replaces the current connection as if it had broken: the listener receives {@link
   * BrokerState#DOWN} with this reason, and {@link BrokerState#RESTORED} when every subscription is
   * in force again. The server calls this when its own messages do not arrive although the
   * connection looks healthy, for example because an operator removed a subscription at the message
   * broker. Does nothing while the state is DOWN and after {@link #close}.
   *
   * @param reason the reason, in words for an operator
   */
  void reopen(String reason);

  /**
   * Returns the log of published messages.
   *
   * @return the log, present if and only if this broker keeps messages
   */
  default Optional<ReplayLog> replayLog() {
    return Optional.empty();
  }

  /**
   * Closes the connection for good. Idempotent. Unsettled stages fail with {@link
   * BrokerException.Kind#CLOSED}. The listener receives {@link BrokerState#CLOSED} as its last
   * callback.
   *
   * @return a stage that completes when every thread and socket of this broker is released; it does
   *     not fail
   */
  CompletionStage<Void> close();
}
