package io.sidecast.broker;

/**
 * Receives the messages and state changes of one broker.
 *
 * <p>The broker calls the listener on its own threads. Calls for the same channel never overlap;
 * calls for different channels and state changes may be concurrent. No callback follows {@link
 * BrokerState#CLOSED}.
 *
 * <p>A listener must not block and must not throw. It may call methods of the broker. If it throws
 * nevertheless, the broker continues: it logs the exception of {@link #onMessage} and delivers the
 * next message; after an exception of {@link #onState} it may replace the connection.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface BrokerListener {

  /**
   * Receives a message of a subscribed channel. While a call takes long, the later messages of the
   * channel wait; see {@link Broker} for a queue that is full.
   *
   * @param channel the channel on which the message was published
   * @param envelope the published bytes; the broker does not use the array again
   * @param position the position of the message in the broker's log, {@link Position#NONE} if the
   *     broker keeps no messages
   */
  void onMessage(Channel channel, byte[] envelope, Position position);

  /**
   * Receives a change of the connection's state. {@link BrokerState#DOWN} may follow itself, with
   * another reason.
   *
   * @param state the new state
   * @param reason the reason, in words for an operator; never blank
   */
  void onState(BrokerState state, String reason);
}
