package io.sidecast.broker;

/**
 * Hears what happens to one {@link BrokerConnection}. On the loop of its {@link
 * BrokerConnectionFactory} only, except {@link #received}. Neither blocks nor throws.
 */
public interface ConnectionListener {

  /**
   * A message has arrived. Any thread, one call at a time for each channel; what comes of a channel
   * that nobody wants, or after the end, is dropped.
   *
   * @param name the channel's name at the broker
   * @param envelope the bytes as they were published; the link does not touch the array again
   * @param position where the message stands, {@link Position#NONE} in a broker without a log
   */
  void received(String name, byte[] envelope, Position position);

  /**
   * The broker takes no messages for now, but the connection lives. The state is {@link
   * BrokerState#DOWN} until {@link #resumed} or the end.
   *
   * @param reason what publishes fail with meanwhile
   */
  void suspended(BrokerException reason);

  /** The broker takes messages again, and all channels are in force. */
  void resumed();

  /**
   * The link has ended, whoever ended it. Told at least once, and before anybody is told that a new
   * link is wanted.
   *
   * @param reason why
   */
  void ended(BrokerException reason);
}
