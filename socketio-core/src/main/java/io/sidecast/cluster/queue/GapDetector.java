package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.Envelope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Detects gaps in the sequence numbers of other nodes. Thread-safe; messages of one channel must be
 * recorded one at a time.
 */
public final class GapDetector {

  /** The number of heartbeats after which a silent node that is not a member is removed. */
  private static final int TIMEOUT_HEARTBEATS = 3;

  /** The maximum number of channels of nodes that were not members at the last heartbeat. */
  private static final int MAX_OF_STRANGERS = 10_000;

  private final Counters counters;
  private final Map<Origin, Last> last = new ConcurrentHashMap<>();
  private volatile int heartbeats;

  /** The number of entries of members at the last heartbeat. */
  private volatile int ofMembers;

  private record Origin(Channel channel, NodeId node) {}

  /** The last envelope of one node on one channel. */
  private static final class Last {
    volatile long sequence;
    volatile int heartbeat;
  }

  GapDetector(Counters counters) {
    this.counters = counters;
  }

  /**
   * Records an envelope, unless too many unknown nodes have sent others.
   *
   * @return the number of missing envelopes before it; 0 for the first one of a node
   */
  long missedBefore(Channel channel, Envelope envelope) {
    var origin = new Origin(channel, envelope.origin());
    Last before = last.get(origin);
    if (before == null) {
      if (last.size() - ofMembers >= MAX_OF_STRANGERS) {
        counters.full("channels of nodes that are not members", MAX_OF_STRANGERS);
        return 0;
      }
      before = new Last();
      last.put(origin, before);
    }
    long missed = before.sequence == 0 ? 0 : envelope.sequence() - before.sequence - 1;
    before.sequence = envelope.sequence();
    before.heartbeat = heartbeats;
    return Math.max(0, missed);
  }

  public void forget(NodeId node) {
    last.keySet().removeIf(origin -> origin.node().equals(node));
  }

  /**
   * Removes a channel to which this node was not subscribed for a while: the messages of that time
   * are not lost.
   */
  public void forget(Channel channel) {
    last.keySet().removeIf(origin -> origin.channel().equals(channel));
  }

  /**
   * Advances by one heartbeat and removes silent nodes that are not members. Such a node may end
   * without a goodbye.
   */
  public void onHeartbeat(Predicate<NodeId> isMember) {
    int now = heartbeats + 1;
    heartbeats = now;
    last.entrySet()
        .removeIf(
            entry ->
                now - entry.getValue().heartbeat > TIMEOUT_HEARTBEATS
                    && !isMember.test(entry.getKey().node()));
    ofMembers = (int) last.keySet().stream().filter(key -> isMember.test(key.node())).count();
  }

  public int size() {
    return last.size();
  }
}
