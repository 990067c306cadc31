package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Follows the sequence numbers of other nodes. Any thread, one at a time for each channel. */
final class Sequences {

  private final Map<Origin, Last> last = new ConcurrentHashMap<>();

  private record Origin(Channel channel, NodeId node) {}

  private record Last(long sequence, long heard) {}

  /**
   * Notes an envelope.
   *
   * @return how many envelopes before it are missing; the first one of a node tells nothing
   */
  long missedBefore(Channel channel, Envelope envelope) {
    var now = new Last(envelope.sequence(), System.nanoTime());
    Last before = last.put(new Origin(channel, envelope.origin()), now);
    return before == null ? 0 : Math.max(0, now.sequence() - before.sequence() - 1);
  }

  void forget(NodeId node) {
    last.keySet().removeIf(origin -> origin.node().equals(node));
  }

  /** This node did not listen to a channel for a while: what it did not hear is not lost. */
  void forget(Channel channel) {
    last.keySet().removeIf(origin -> origin.channel().equals(channel));
  }

  /** Who is no member does not say goodbye if it dies, and is forgotten after some silence. */
  void forgetStrangers(Predicate<NodeId> isMember, Duration silence) {
    long now = System.nanoTime();
    last.entrySet()
        .removeIf(
            entry ->
                now - entry.getValue().heard() > silence.toNanos()
                    && !isMember.test(entry.getKey().node()));
  }
}
