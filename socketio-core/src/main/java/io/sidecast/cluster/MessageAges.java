package io.sidecast.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Estimates how long a message was under way, without a common clock. Each stamp is the uptime of
 * its sender; the smallest difference between the uptime here and a stamp of that sender belongs to
 * its fastest message, and what a message exceeds it by is its age. So an estimate is never too
 * high, and it is too low by what the fastest message took. Thread-safe.
 *
 * <p>Clocks drift: the smallest difference grows by a thousandth of the time since it was seen,
 * more than NTP allows a clock to be off.
 */
final class MessageAges {

  /** The age of a message whose sender was never heard before. */
  static final long UNKNOWN = -1;

  private static final int DRIFT = 1_000;

  /** A sender that is no member and was silent for more heartbeats than this is forgotten. */
  private static final int PATIENCE_BEATS = 3;

  private final Map<NodeId, Fastest> senders = new ConcurrentHashMap<>();
  private volatile int beats;

  /**
   * The fastest message of one sender.
   *
   * @param difference the uptime here at its arrival, less its stamp
   * @param time the uptime here at its arrival
   * @param beat the heartbeat after which the sender was heard last
   */
  private record Fastest(long difference, long time, int beat) {

    long differenceAt(long now) {
      return difference + (now - time) / DRIFT;
    }
  }

  /**
   * The age of a message.
   *
   * @param stamp the uptime of the sender when it made the message
   * @param now the uptime here
   * @return milliseconds, at least 0, or {@link #UNKNOWN}
   */
  long of(NodeId sender, long stamp, long now) {
    Fastest fastest = senders.get(sender);
    return fastest == null ? UNKNOWN : Math.max(0, now - stamp - fastest.differenceAt(now));
  }

  /** A message of a sender has arrived in time: later ones are compared with it. */
  void learn(NodeId sender, long stamp, long now) {
    int beat = beats;
    long difference = now - stamp;
    senders.compute(
        sender,
        (same, fastest) ->
            fastest == null || difference <= fastest.differenceAt(now)
                ? new Fastest(difference, now, beat)
                : new Fastest(fastest.difference, fastest.time, beat));
  }

  void forget(NodeId sender) {
    senders.remove(sender);
  }

  /** A heartbeat later: forgets senders that are no members and silent. */
  void beat(Predicate<NodeId> isMember) {
    int now = beats + 1;
    beats = now;
    senders
        .entrySet()
        .removeIf(
            sender ->
                now - sender.getValue().beat > PATIENCE_BEATS && !isMember.test(sender.getKey()));
  }

  int size() {
    return senders.size();
  }
}
