package io.sidecast.cluster.queue;

import io.sidecast.cluster.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Estimates how long messages were under way, without a common clock. Each stamp is the uptime of
 * its sender. The smallest difference between the uptime here and a stamp of one sender belongs to
 * its fastest message; the excess of another message over it is the age of that message. So an
 * estimate is never too high, and too low by the travel time of the fastest message.
 *
 * <p>Clocks drift: the smallest difference grows by a thousandth of the time since it was recorded,
 * which is more than NTP allows a clock to be off. Thread-safe.
 */
final class MessageAges {

  /** The age of the first message of a sender. */
  static final long UNKNOWN = -1;

  private static final int DRIFT = 1_000;

  /** The number of heartbeats after which a silent sender that is not a member is removed. */
  private static final int TIMEOUT_HEARTBEATS = 3;

  /** The maximum number of senders. Messages of further ones have no age. */
  private static final int MAX_SENDERS = 20_000;

  private final Map<NodeId, Fastest> senders = new ConcurrentHashMap<>();
  private volatile int heartbeats;

  /**
   * The fastest message of one sender.
   *
   * @param difference the uptime here at its arrival, less its stamp
   * @param time the uptime here at its arrival
   * @param heartbeat the number of the heartbeat before the last message of the sender
   */
  private record Fastest(long difference, long time, int heartbeat) {

    long differenceAt(long now) {
      return difference + (now - time) / DRIFT;
    }
  }

  /**
   * The age of a message.
   *
   * @param stamp the uptime of the sender when it created the message
   * @param now the uptime here
   * @return the age in milliseconds, at least 0, or {@link #UNKNOWN}
   */
  long of(NodeId sender, long stamp, long now) {
    Fastest fastest = senders.get(sender);
    return fastest == null ? UNKNOWN : Math.max(0, now - stamp - fastest.differenceAt(now));
  }

  /** Records a message that is not stale, as a measure for later ones. */
  void observe(NodeId sender, long stamp, long now) {
    if (senders.size() >= MAX_SENDERS && !senders.containsKey(sender)) {
      return;
    }
    int heartbeat = heartbeats;
    long difference = now - stamp;
    senders.compute(
        sender,
        (same, fastest) ->
            fastest == null || difference <= fastest.differenceAt(now)
                ? new Fastest(difference, now, heartbeat)
                : new Fastest(fastest.difference, fastest.time, heartbeat));
  }

  void forget(NodeId sender) {
    senders.remove(sender);
  }

  /** Advances by one heartbeat and removes silent senders that are not members. */
  void onHeartbeat(Predicate<NodeId> isMember) {
    int now = heartbeats + 1;
    heartbeats = now;
    senders
        .entrySet()
        .removeIf(
            sender ->
                now - sender.getValue().heartbeat > TIMEOUT_HEARTBEATS
                    && !isMember.test(sender.getKey()));
  }

  int size() {
    return senders.size();
  }
}
