package io.sidecast.broker;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The log of a broker that keeps messages. Thread-safe; no method blocks.
 *
 * @since 0.1.0
 */
public interface ReplayLog {

  /**
   * Reads the messages of a channel after a position. The stage fails with a {@link
   * BrokerException}: of kind {@link BrokerException.Kind#UNAVAILABLE} without a connection or if
   * too many reads wait, {@link BrokerException.Kind#TIMEOUT} without a response, {@link
   * BrokerException.Kind#CLOSED} after {@link Broker#close}.
   *
   * @param channel the channel
   * @param after the position of the message before the first one to read
   * @param limit the maximum number of messages, at least 1
   * @return a stage that completes with the messages, on a thread of the broker
   */
  CompletionStage<Replay> readAfter(Channel channel, Position after, int limit);

  /**
   * The result of a read.
   *
   * @param messages the messages in the order in which they were published
   * @param complete whether no message after the position is missing; false if messages were
   *     deleted, the position is of another epoch, or the limit was reached
   */
  record Replay(List<Message> messages, boolean complete) {}

  /**
   * A message of the log.
   *
   * @param position the position
   * @param envelope the published bytes
   */
  record Message(Position position, byte[] envelope) {}
}
