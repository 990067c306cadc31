package io.sidecast.cluster.membership;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.Echoes;
import io.sidecast.cluster.queue.Outbox;

/**
 * The messages of this node to itself. A probe that returns is an echo. A probe that another
 * process has sent under the same node id shows that this process was cloned. Thread-safe.
 */
public final class Probes {

  private final SentProbes sent = new SentProbes();
  private final Channel ownChannel;
  private final long nodeTimeout;
  private final Outbox outbox;
  private final Echoes echoes;
  private final Health health;

  /**
   * Creates the probes of a node.
   *
   * @param settings the settings with the id of the node and its timeout
   * @param outbox the sender of the probes
   * @param signs the receivers of the results
   */
  public Probes(ClusterSettings settings, Outbox outbox, Observers signs) {
    this.ownChannel = ClusterChannels.ofNode(settings.self().id());
    this.nodeTimeout = settings.nodeTimeout().toMillis();
    this.outbox = outbox;
    this.echoes = signs.echoes;
    this.health = signs.health;
  }

  /**
   * The parts that evaluate probes.
   *
   * @param echoes receives the probes of this process that return
   * @param health receives the sign of another process with this node id
   */
  public record Observers(Echoes echoes, Health health) {}

  /** Sends a probe. Messages that arrive before it returns were published before it. */
  public void send(Channel channel) {
    echoes.sent(channel);
    long start = System.nanoTime();
    outbox
        .publish(channel, sent.next())
        .thenRun(() -> outbox.counters().publishTime.addSince(start));
  }

  /**
   * Evaluates a probe with the id of this node. A probe of another process counts only while the
   * channel is up to date: otherwise that process may have ended long ago.
   */
  public void arrived(Channel channel, Message.Probe probe) {
    if (!sent.isForeign(probe)) {
      echoes.returned(channel, probe.stamp());
      sent.takeTime(probe).ifPresent(outbox.counters().roundTripTime::addSince);
    } else if (channel.equals(ownChannel) && echoes.isFresh(channel, nodeTimeout)) {
      health.cloneDetected();
    }
  }
}
