package io.sidecast.broker;

import java.util.concurrent.CompletionStage;

/**
 * On the loop of its {@link BrokerConnectionFactory} only, unless said otherwise; no method blocks.
 * One connection to a message broker, or a set that is opened together and lost together, from its
 * opening to its end. A link that has ended stays ended: a {@link ReconnectingBroker} replaces it.
 *
 * <p>A link never sends anything twice and keeps nothing for later. It knows channels by the names
 * that its connector gives them. It ends by itself when its connection breaks or an answer stays
 * out, and tells its {@link ConnectionListener} so; what is unsettled then fails. Stages fail with
 * a {@link BrokerException}.
 */
public interface BrokerConnection {

  /**
   * Which server this is, for messages, such as {@code Redis at 127.0.0.1:6379}. Any thread.
   *
   * @return the same for the life of the link; never a password
   */
  String server();

  /**
   * The largest envelope that this server takes. Any thread.
   *
   * @return a number of bytes
   */
  int maxEnvelopeBytes();

  /**
   * Subscribes to a channel, which may be subscribed already.
   *
   * @param name the channel's name at the broker
   * @return a stage that completes, on the loop, when the subscription is in force
   */
  CompletionStage<Void> subscribe(String name);

  /**
   * Ends a subscription. What still comes from that channel is not delivered any more.
   *
   * @param name the channel's name at the broker
   * @return a stage that completes, on the loop, when the broker has been told; a subscription to
   *     the same channel that is asked for from now on counts anew
   */
  CompletionStage<Void> unsubscribe(String name);

  /**
   * Publishes an envelope. Any thread, in the order of the calls of each.
   *
   * @param name the channel's name at the broker
   * @param envelope the bytes, not too many
   * @return a stage that completes when the broker has taken the message
   */
  CompletionStage<Position> publish(String name, byte[] envelope);

  /**
   * Asks an idle connection for a sign of life, which ends the link if it does not come in time.
   */
  default void check() {}

  /**
   * Ends the link. Does nothing to a link that has ended.
   *
   * @param reason what fails all stages that are unsettled
   * @return a stage that completes when the link's connections are closed, or as good as closed: if
   *     the connector's {@link BrokerConnectionFactory#shutdown} waits for the rest
   */
  CompletionStage<Void> end(BrokerException reason);
}
