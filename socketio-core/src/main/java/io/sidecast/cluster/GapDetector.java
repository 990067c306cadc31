package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Follows the sequence numbers of other nodes. Any thread, one at a time for each channel. */
final class GapDetector {

  /** A stranger that was not heard for so many heartbeats is forgotten. */
  private static final int PATIENCE_BEATS = 3;

  private final Map<Origin, Last> last = new ConcurrentHashMap<>();
  private volatile int beats;

  private record Origin(Channel channel, NodeId node) {}

  /** What came last of one node on one channel. */
  private static final class Last {
    volatile long sequence;
    volatile int beat;
  }

  /**
   * Notes an envelope.
   *
   * @return how many envelopes before it are missing; the first one of a node tells nothing
   */
  long missedBefore(Channel channel, Envelope envelope) {
    Last before =
        last.computeIfAbsent(new Origin(channel, envelope.origin()), origin -> new Last());
    long missed = before.sequence == 0 ? 0 : envelope.sequence() - before.sequence - 1;
    before.sequence = envelope.sequence();
    before.beat = beats;
    return Math.max(0, missed);
  }

  void forget(NodeId node) {
    last.keySet().removeIf(origin -> origin.node().equals(node));
  }

  /** This node did not listen to a channel for a while: what it did not hear is not lost. */
  void forget(Channel channel) {
    last.keySet().removeIf(origin -> origin.channel().equals(channel));
  }

  /** A heartbeat later. Who is no member says no goodbye if it dies, and is forgotten in time. */
  void beat(Predicate<NodeId> isMember) {
    int now = beats + 1;
    beats = now;
    last.entrySet()
        .removeIf(
            entry ->
                now - entry.getValue().beat > PATIENCE_BEATS
                    && !isMember.test(entry.getKey().node()));
  }

  int size() {
    return last.size();
  }
}
