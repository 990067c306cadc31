package io.sidecast.cluster.queue;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.bus.Uptime;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.NodeAnnouncement;
import java.util.function.Predicate;

/**
 * Recognises requests and announcements that arrive too late, for instance after an outage of a
 * broker that stores messages. An announcement is stale after the node timeout, a request after its
 * own timeout.
 *
 * <p>The age of a message follows from earlier ones of its sender ({@link MessageAges}). The first
 * message of a sender is accepted if the channel is up to date according to {@link Echoes}: while
 * this node catches up, the sender may have died long ago. Thread-safe.
 */
public final class StaleMessages {

  private final MessageAges ages = new MessageAges();
  private final Echoes echoes;
  private final Counters counters;
  private final ClusterSettings settings;
  private final long nodeTimeout;

  public StaleMessages(Echoes echoes, Counters counters, ClusterSettings settings) {
    this.echoes = echoes;
    this.counters = counters;
    this.settings = settings;
    this.nodeTimeout = settings.nodeTimeout().toMillis();
  }

  /**
   * Returns whether a message is dropped because it is too old, and counts it then. Messages
   * without a stamp are never stale.
   */
  public boolean drops(Channel channel, Message message) {
    boolean isStale = isStale(echoed(channel), message);
    if (isStale) {
      counters.stale.increment();
    }
    return isStale;
  }

  /**
   * Returns whether the messages that arrive now were published recently. Otherwise the silence of
   * other nodes may be a delay of this one.
   */
  public boolean isUpToDate() {
    return echoes.isFresh(echoed(ClusterChannels.BROADCAST), nodeTimeout);
  }

  /**
   * The channel whose echoes show how old messages are. A node that is not a member has echoes only
   * on its own channel.
   */
  private Channel echoed(Channel channel) {
    return settings.part().isMember() ? channel : ClusterChannels.ofNode(settings.self().id());
  }

  private boolean isStale(Channel echoed, Message message) {
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
      ages.observe(stamp.sender, stamp.uptime, now);
    }
    return isStale;
  }

  public void forget(NodeId sender) {
    ages.forget(sender);
  }

  /** Advances by one heartbeat and removes silent senders that are not members. */
  public void onHeartbeat(Predicate<NodeId> isMember) {
    ages.onHeartbeat(isMember);
  }

  /** The number of senders with a stored message. */
  public int size() {
    return ages.size();
  }
}
