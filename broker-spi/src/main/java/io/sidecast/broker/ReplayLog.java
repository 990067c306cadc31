package io.sidecast.broker;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads messages again that a broker has kept. */
public interface ReplayLog {

  /**
   * Reads the messages of a channel that follow a position.
   *
   * @param channel the channel
   * @param after the position after which to start
   * @param limit the most messages to return, at least 1
   * @return a stage with the messages in order
   */
  CompletionStage<Replay> readAfter(Channel channel, Position after, int limit);

  /**
   * Kept messages.
   *
   * @param messages the messages in order
   * @param complete false if messages after the asked position are missing: trimmed, of another
   *     epoch, or beyond the limit
   */
  record Replay(List<Message> messages, boolean complete) {}

  /**
   * A kept message.
   *
   * @param position where it stands
   * @param envelope its bytes
   */
  record Message(Position position, byte[] envelope) {}
}
