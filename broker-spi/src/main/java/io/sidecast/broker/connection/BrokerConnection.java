package io.sidecast.broker.connection;

import io.sidecast.broker.Position;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * One connection to a message broker, or a group of connections that is opened and lost as a whole.
 * A connection that has ended is not reopened: a {@link ReconnectingBroker} replaces it.
 *
 * <p>A connection never sends a message twice and never keeps one for later. Channels have the
 * names that {@link BrokerConnectionFactory#nameOf} returns. A connection that is lost calls {@link
 * ConnectionListener#ended}.
 *
 * <p>The {@link ReconnectingBroker} limits the number and the bytes of unconfirmed publishes. It
 * converts the failures of stages with {@link BrokerConnectionFactory#exceptionOf}. A stage that is
 * unsettled after {@link ConnectionSettings#answerTimeout} ends the connection, and the end fails
 * all other unsettled stages, so that a connection may leave its stages unsettled.
 *
 * <p>No method blocks. The methods are called on the {@linkplain BrokerConnectionFactory#loop loop}
 * of the factory, except {@link #server}, {@link #maxEnvelopeBytes}, {@link #roomChannels} and
 * {@link #publish}, which must be thread-safe.
 *
 * @since 0.1.0
 */
public interface BrokerConnection {

  /**
   * Returns a description of the server for messages, for example {@code Redis at 127.0.0.1:6379}.
   * Thread-safe.
   *
   * @return the same text for the life of the connection, without a password
   */
  String server();

  /**
   * Returns the size of the largest envelope that this server accepts. Thread-safe.
   *
   * @return the size in bytes
   */
  int maxEnvelopeBytes();

  /**
   * Returns the number of room channels, if this server determines it. Thread-safe.
   *
   * @return the number, at least 1; empty for that of {@link ConnectionSettings#roomChannels},
   *     which is the default
   */
  default OptionalInt roomChannels() {
    return OptionalInt.empty();
  }

  /**
   * Subscribes to a channel, which may be subscribed already. Called on the loop. The stage fails
   * if the message broker refuses the subscription.
   *
   * @param name the channel's name at the message broker
   * @return a stage that completes on the loop when the subscription is in force
   */
  CompletionStage<Void> subscribe(String name);

  /**
   * Ends a subscription. Called on the loop, only for a subscribed channel. The {@link
   * ReconnectingBroker} drops messages of that channel that still arrive.
   *
   * @param name the channel's name at the message broker
   * @return a stage that completes on the loop when the message broker has received the command; a
   *     later {@link #subscribe} of the same channel creates a new subscription
   */
  CompletionStage<Void> unsubscribe(String name);

  /**
   * Publishes an envelope. Thread-safe; the messages of one thread keep the order of its calls. The
   * stage fails if the message broker rejects the message.
   *
   * @param name the channel's name at the message broker
   * @param envelope the bytes, at most {@link #maxEnvelopeBytes}
   * @return a stage that completes on any thread when the message broker has accepted the message,
   *     with its position, or with {@link Position#NONE}
   */
  CompletionStage<Position> publish(String name, byte[] envelope);

  /**
   * Sends a ping if the connection is idle, and reports the end if its response is overdue. Called
   * on the loop, once in every {@link ConnectionSettings#checkInterval}; an exception ends the
   * connection. The default does nothing.
   */
  default void check() {}

  /**
   * Closes this connection. Called on the loop, once, after the end of the connection.
   *
   * @return a stage that completes when the sockets are closed, or earlier if {@link
   *     BrokerConnectionFactory#shutdown} waits for them
   */
  CompletionStage<Void> close();
}
