package io.sidecast.broker;

/**
 * Hears what a broker receives. Called on any thread, one call at a time for each channel.
 * Implementations neither block nor throw.
 */
public interface BrokerListener {

  /**
   * A message has arrived on a subscribed channel.
   *
   * @param channel the channel it was published on
   * @param envelope the bytes as they were published; the broker does not touch the array again
   * @param position where the message stands in the broker's log, {@link Position#NONE} without one
   */
  void onMessage(Channel channel, byte[] envelope, Position position);

  /**
   * The connection has changed its state.
   *
   * @param state the state from now on
   * @param reason why, in words for an operator
   */
  void onState(BrokerState state, String reason);
}
