package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * This node's own messages that come back from the broker, by channel. They show that a
 * subscription is in force, and how old the messages are that arrive beside them: all stamps are of
 * one clock. Thread-safe.
 */
final class Echoes {

  /** A channel on which nothing arrives is deaf when this many messages did not come back. */
  private static final int MOST_IN_SILENCE = 3;

  /** A channel on which other messages arrive is deaf when this many did not come back. */
  private static final int MOST = 12;

  private final Counters counters;
  private final Map<Channel, Echo> byChannel = new ConcurrentHashMap<>();
  private final long start = Uptime.millis();

  Echoes(Counters counters) {
    this.counters = counters;
  }

  /** The messages on one channel. Thread-safe. */
  private static final class Echo {
    private int awaited;
    private long arrivedBefore;
    private long latest;
    private boolean hasReturned;

    Echo(long start) {
      latest = start;
    }

    synchronized void sent(long arrived) {
      if (awaited == 0) {
        arrivedBefore = arrived;
      }
      awaited++;
    }

    /** A stamp of the future is that of another process with the same node id. */
    synchronized void returned(long stamp) {
      latest = Math.max(latest, Math.min(stamp, Uptime.millis()));
      hasReturned = true;
      awaited = 0;
    }

    synchronized void reset() {
      awaited = 0;
      hasReturned = false;
    }

    synchronized boolean isDeaf(long arrived) {
      return awaited >= (arrived == arrivedBefore ? MOST_IN_SILENCE : MOST);
    }

    synchronized boolean isAwaited() {
      return awaited > 1;
    }

    synchronized long latest() {
      return latest;
    }

    synchronized boolean hasReturned() {
      return hasReturned;
    }
  }

  /** A message is about to be published. */
  void sent(Channel channel) {
    of(channel).sent(counters.arrived(channel.kind()));
  }

  /** A message has come back. */
  void returned(Channel channel, long stamp) {
    if (channel.kind() == Channel.Kind.ROOM) {
      byChannel.remove(channel);
    } else {
      of(channel).returned(stamp);
    }
  }

  /**
   * Whether what arrives on a channel now was published lately, as far as own messages show it.
   *
   * @param millis how long ago is lately
   */
  boolean isFresh(Channel channel, long millis) {
    return Uptime.millis() - of(channel).latest() <= millis;
  }

  /** A channel whose subscription is lost: nothing comes back on it. */
  Optional<Channel> deaf() {
    return byChannel.entrySet().stream()
        .filter(echo -> isDeaf(echo.getKey(), echo.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Rooms share their kind, so their silence counts if the other channels are up to date. */
  private boolean isDeaf(Channel channel, Echo echo) {
    return channel.kind() == Channel.Kind.ROOM
        ? echo.isDeaf(echo.arrivedBefore) && !isBehind()
        : echo.isDeaf(counters.arrived(channel.kind()));
  }

  private boolean isBehind() {
    return byChannel.entrySet().stream()
        .anyMatch(echo -> echo.getKey().kind() != Channel.Kind.ROOM && echo.getValue().isAwaited());
  }

  /** Whether something has come back on every channel since the last reset. */
  boolean allHaveReturned() {
    return byChannel.values().stream().allMatch(Echo::hasReturned);
  }

  /** The connection is another one: what was sent on the old one is not awaited any more. */
  void reset() {
    byChannel.values().forEach(Echo::reset);
  }

  /** Awaits nothing on channels of rooms that are not subscribed any more. */
  void retainRooms(Predicate<Channel> isSubscribed) {
    byChannel
        .keySet()
        .removeIf(channel -> channel.kind() == Channel.Kind.ROOM && !isSubscribed.test(channel));
  }

  private Echo of(Channel channel) {
    return byChannel.computeIfAbsent(channel, any -> new Echo(start));
  }
}
