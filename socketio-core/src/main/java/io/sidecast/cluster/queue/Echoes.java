package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.bus.Uptime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The messages of this node that return from the broker, by channel. They show that a subscription
 * is in force, and how old the messages are that arrive beside them: all stamps are of one clock.
 * Thread-safe.
 */
public final class Echoes {

  /** A channel on which nothing arrives is deaf when this many messages did not return. */
  private static final int MOST_IN_SILENCE = 3;

  /** A channel on which other messages arrive is deaf when this many messages did not return. */
  private static final int MOST = 12;

  private final Counters counters;
  private final Map<Channel, Echo> byChannel = new ConcurrentHashMap<>();
  private final long start = Uptime.millis();

  public Echoes(Counters counters) {
    this.counters = counters;
  }

  /** The returning messages on one channel. Thread-safe. */
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

    /**
     * Records a message that has returned. A stamp in the future belongs to another process with
     * the same node id.
     */
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

  /** Records that a message is about to be published. */
  public void sent(Channel channel) {
    of(channel).sent(counters.arrived(channel.kind()));
  }

  /** Records that a message has returned. */
  public void returned(Channel channel, long stamp) {
    if (channel.kind() == Channel.Kind.ROOM) {
      byChannel.remove(channel);
    } else {
      of(channel).returned(stamp);
    }
  }

  /**
   * Whether the messages that arrive on a channel now were published recently, as far as own
   * messages show.
   *
   * @param millis the greatest age that counts as recent
   */
  public boolean isFresh(Channel channel, long millis) {
    return Uptime.millis() - of(channel).latest() <= millis;
  }

  /** A channel whose subscription is lost, because no message returns on it; empty without one. */
  public Optional<Channel> deaf() {
    return byChannel.entrySet().stream()
        .filter(echo -> isDeaf(echo.getKey(), echo.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Whether a channel is deaf. Arrivals are counted by kind and therefore not for one room; the
   * silence of a room counts only while the other channels are up to date.
   */
  private boolean isDeaf(Channel channel, Echo echo) {
    return channel.kind() == Channel.Kind.ROOM
        ? echo.isDeaf(echo.arrivedBefore) && !isBehind()
        : echo.isDeaf(counters.arrived(channel.kind()));
  }

  private boolean isBehind() {
    return byChannel.entrySet().stream()
        .anyMatch(echo -> echo.getKey().kind() != Channel.Kind.ROOM && echo.getValue().isAwaited());
  }

  /** Whether a message has returned on every channel since the last reset. */
  public boolean allHaveReturned() {
    return byChannel.values().stream().allMatch(Echo::hasReturned);
  }

  /** Stops awaiting messages that were sent on a former connection. */
  public void reset() {
    byChannel.values().forEach(Echo::reset);
  }

  /** Stops awaiting messages on channels of rooms that are no longer subscribed. */
  public void retainRooms(Predicate<Channel> isSubscribed) {
    byChannel
        .keySet()
        .removeIf(channel -> channel.kind() == Channel.Kind.ROOM && !isSubscribed.test(channel));
  }

  private Echo of(Channel channel) {
    return byChannel.computeIfAbsent(channel, any -> new Echo(start));
  }
}
