package io.sidecast.broker.connection;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Position;

/**
 * Receives the messages and state changes of one {@link BrokerConnection}. {@link
 * ReconnectingBroker} implements it. The methods do not block and do not throw. A connection calls
 * them on the {@linkplain BrokerConnectionFactory#loop loop} of its factory, except {@link
 * #received} and {@link #ended}.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public interface ConnectionListener {

  /**
   * Receives a message. A connection may call this on any thread, but with one call at a time for
   * each channel. A message of a channel without a subscription, or after the end of the
   * connection, is dropped.
   *
   * @param name the channel's name at the message broker
   * @param envelope the published bytes; the connection does not use the array again
   * @param position the position of the message, {@link Position#NONE} without a log
   */
  void received(String name, byte[] envelope, Position position);

  /**
   * Reports that the message broker accepts no messages at present, although the connection is
   * open. The state is {@link BrokerState#DOWN} until {@link #resumed} or {@link #ended}.
   *
   * @param reason the reason, whose message is part of the failures of publishes in the meantime
   */
  void suspended(BrokerException reason);

  /**
   * Reports, after {@link #suspended}, that the message broker accepts messages again and that all
   * subscriptions are in force.
   */
  void resumed();

  /**
   * Reports that the connection is lost, or that its opening has failed. The {@link
   * ReconnectingBroker} then fails the opening and all unsettled stages, and calls {@link
   * BrokerConnection#close}. A connection may call this on any thread; further calls have no
   * effect.
   *
   * @param reason the reason, see {@link BrokerConnectionFactory#exceptionOf}
   */
  void ended(Throwable reason);
}
