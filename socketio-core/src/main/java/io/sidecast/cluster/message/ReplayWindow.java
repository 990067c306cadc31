package io.sidecast.cluster.message;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The times of the last signed envelope of each node on each channel. The times of one node
 * increase, and a channel keeps their order; so an envelope that is not later than the last one is
 * a copy. Thread-safe; envelopes of one channel must be recorded one at a time.
 */
final class ReplayWindow {

  private final Map<Source, Long> latest = new ConcurrentHashMap<>();

  private record Source(Channel channel, NodeId node) {}

  /**
   * Records a verified envelope.
   *
   * @return whether it is later than all before it
   */
  boolean advance(Channel channel, NodeId node, long time) {
    var source = new Source(channel, node);
    Long before = latest.get(source);
    if (before != null && time <= before) {
      return false;
    }
    latest.put(source, time);
    return true;
  }

  /** Removes the times before another one, from which on envelopes are accepted at all. */
  void forgetBefore(long time) {
    latest.values().removeIf(before -> before < time);
  }

  int size() {
    return latest.size();
  }
}
