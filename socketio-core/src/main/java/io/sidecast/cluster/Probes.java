package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.concurrent.CompletionStage;

/**
 * The messages of this node to itself. One that comes back is an echo; one that another process has
 * sent under the same node id shows that this process was cloned. Thread-safe.
 */
final class Probes {

  private final SentProbes sent = new SentProbes();
  private final Channel ownChannel;
  private final long nodeTimeout;
  private final Outbox outbox;
  private final Echoes echoes;
  private final Health health;

  /**
   * Creates probes of a node.
   *
   * @param settings the id of the node and its timeout
   * @param outbox sends the probes
   * @param signs takes what the probes show
   */
  Probes(ClusterSettings settings, Outbox outbox, Signs signs) {
    this.ownChannel = Router.channelOf(settings.self().id());
    this.nodeTimeout = settings.nodeTimeout().toMillis();
    this.outbox = outbox;
    this.echoes = signs.echoes;
    this.health = signs.health;
  }

  /**
   * The parts that learn from probes.
   *
   * @param echoes gets the probes that come back
   * @param health gets the twin
   */
  record Signs(Echoes echoes, Health health) {}

  /** Sends a probe. What arrives before the probe comes back was published before it. */
  void send(Channel channel) {
    echoes.sent(channel);
    CompletionStage<Void> unused = outbox.publish(channel, sent.next());
  }

  /**
   * A probe with the id of this node has arrived. A probe of another process counts while the
   * channel is up to date: else the other one may have ended long ago.
   */
  void arrived(Channel channel, Message.Probe probe) {
    if (!sent.isOfAnother(probe)) {
      echoes.returned(channel, probe.stamp());
    } else if (channel.equals(ownChannel) && echoes.isFresh(channel, nodeTimeout)) {
      health.twinIsAlive();
    }
  }
}
