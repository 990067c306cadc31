package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Follows the sequence numbers of other nodes. Any thread, one at a time for each channel. */
final class Sequences {

  private final Map<Origin, Long> last = new ConcurrentHashMap<>();

  private record Origin(Channel channel, NodeId node) {}

  /**
   * Notes an envelope.
   *
   * @return how many envelopes before it are missing; the first one of a node tells nothing
   */
  long missedBefore(Channel channel, Envelope envelope) {
    Long before = last.put(new Origin(channel, envelope.origin()), envelope.sequence());
    return before == null ? 0 : Math.max(0, envelope.sequence() - before - 1);
  }

  void forget(NodeId node) {
    last.keySet().removeIf(origin -> origin.node().equals(node));
  }
}
