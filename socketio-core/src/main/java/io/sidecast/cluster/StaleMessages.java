package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.function.Predicate;

/**
 * Recognises requests and greetings that arrive too late, as after an outage of a broker that keeps
 * messages. A greeting is stale after the node timeout, a request when nobody waits for its answer.
 *
 * <p>The age of a message is known by earlier ones of its sender ({@link MessageAges}). A sender
 * that was never heard is believed if the channel is up to date, as {@link Echoes} show it: while
 * this node catches up, the sender may have died long ago. Thread-safe.
 */
final class StaleMessages {

  private final MessageAges ages = new MessageAges();
  private final Echoes echoes;
  private final long nodeTimeout;

  StaleMessages(Echoes echoes, ClusterSettings settings) {
    this.echoes = echoes;
    this.nodeTimeout = settings.nodeTimeout().toMillis();
  }

  /**
   * Whether a message is too old; never so for kinds without a stamp, which are as good late.
   *
   * @param echoed the channel that it came by, or another whose echoes show how late it may be
   */
  boolean contains(Channel echoed, Message message) {
    if (message instanceof Message.Request request) {
      var stamp = new Stamp(request.requester(), request.stamp());
      return isStale(echoed, stamp, request.timeout().toMillis());
    } else if (message instanceof Message.Hello hello) {
      return isStale(echoed, Stamp.of(hello.sender()), nodeTimeout);
    } else if (message instanceof Message.Welcome welcome) {
      return isStale(echoed, Stamp.of(welcome.sender()), nodeTimeout);
    } else if (message instanceof Message.Heartbeat heartbeat) {
      return isStale(echoed, Stamp.of(heartbeat.sender()), nodeTimeout);
    }
    return false;
  }

  private record Stamp(NodeId sender, long uptime) {
    static Stamp of(NodeAnnouncement announcement) {
      return new Stamp(announcement.node().id(), announcement.stamp());
    }
  }

  private boolean isStale(Channel echoed, Stamp stamp, long limit) {
    long now = Uptime.millis();
    long age = ages.of(stamp.sender, stamp.uptime, now);
    boolean isStale =
        age == MessageAges.UNKNOWN ? !echoes.isFresh(echoed, nodeTimeout) : age > limit;
    if (!isStale) {
      ages.learn(stamp.sender, stamp.uptime, now);
    }
    return isStale;
  }

  void forget(NodeId sender) {
    ages.forget(sender);
  }

  /** A heartbeat later: forgets senders that are no members and silent. */
  void beat(Predicate<NodeId> isMember) {
    ages.beat(isMember);
  }

  /** How many senders are remembered. */
  int size() {
    return ages.size();
  }
}
