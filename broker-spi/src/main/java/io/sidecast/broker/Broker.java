package io.sidecast.broker;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A live connection to a message broker. Called by one thread at a time, each call after the one
 * before, but not always by the same; it may be an event loop of the server. No method blocks.
 *
 * <p>What every broker promises:
 *
 * <ul>
 *   <li>Messages of one publisher on one channel arrive in the order in which they were published,
 *       and their bytes arrive unchanged.
 *   <li>A message published on a {@link Channel.Kind#NODE} channel reaches only the nodes that
 *       subscribed to that channel.
 *   <li>A node that subscribed to a channel also receives what it publishes there itself.
 *   <li>While the connection is {@linkplain BrokerState#DOWN down} a publish fails at once. A
 *       broker never retries and never queues a publish for later.
 * </ul>
 *
 * <p>Every stage of every method is settled: with its result, or exceptionally with a {@link
 * BrokerException}, and at the latest when the broker is closed.
 */
public interface Broker {

  /**
   * What this broker can do.
   *
   * @return the same value for the life of the broker
   */
  BrokerFeatures features();

  /**
   * Subscribes to a channel. Subscribing twice is the same as once. While the connection is down
   * this fails at once; a channel whose first subscription failed is not subscribed, now or later.
   *
   * @param channel the channel
   * @return a stage that completes when the subscription is <em>in force</em>: a publish that
   *     starts after that, by any node, arrives here
   */
  CompletionStage<Void> subscribe(Channel channel);

  /**
   * Ends a subscription. Does nothing for a channel that is not subscribed. While the connection is
   * down this succeeds, and the channel is not restored with the others.
   *
   * @param channel the channel
   * @return a stage after whose completion the listener hears nothing from that channel; a later
   *     subscription does not bring what was published before that
   */
  CompletionStage<Void> unsubscribe(Channel channel);

  /**
   * Publishes an envelope to all subscribers of a channel.
   *
   * @param channel the channel
   * @param envelope the bytes, at most {@link BrokerFeatures#maxEnvelopeBytes()}; the caller does
   *     not change the array afterwards
   * @return a stage that completes when the broker accepted the message, with its position ({@link
   *     Position#NONE} if this broker keeps no messages)
   */
  CompletionStage<Position> publish(Channel channel, byte[] envelope);

  /**
   * Gives up the present connection and opens another, as if the present one had broken: the state
   * is {@link BrokerState#DOWN} with this reason, and {@link BrokerState#RESTORED} when every live
   * subscription is in force again. Called when messages do not arrive although the connection
   * looks good, as after somebody removed a subscription at the broker. Does nothing while the
   * state is DOWN and after {@link #close}.
   *
   * @param reason why, in words for an operator
   */
  void reopen(String reason);

  /**
   * Reads kept messages again.
   *
   * @return the log, present if and only if this broker keeps messages
   */
  default Optional<ReplayLog> replayLog() {
    return Optional.empty();
  }

  /**
   * Closes the connection. Idempotent. Unsettled stages fail with {@link
   * BrokerException.Kind#CLOSED}.
   *
   * @return a stage that completes when every thread and socket of this broker is free
   */
  CompletionStage<Void> close();
}
