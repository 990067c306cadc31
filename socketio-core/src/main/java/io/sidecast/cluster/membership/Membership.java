package io.sidecast.cluster.membership;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterEvents;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The other members of the cluster that are alive. Thread-safe. */
public final class Membership {

  private static final RateLimitedLog log =
      RateLimitedLog.ofChanges(LoggerFactory.getLogger(Membership.class));

  private final NodeId self;
  private final long timeoutNanos;
  private final ClusterEvents events;
  private final List<Consumer<NodeId>> addLeaveListener = new CopyOnWriteArrayList<>();
  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();

  private static final class Peer {
    final NodeInfo info;
    final List<Channel> channel;
    volatile long lastSeen = System.nanoTime();

    Peer(NodeInfo info) {
      this.info = info;
      this.channel = List.of(ClusterChannels.ofNode(info.id()));
    }
  }

  /**
   * Creates an empty membership.
   *
   * @param self this node, which is not part of its own membership
   * @param timeout the silence after which a node counts as left
   * @param events the receiver of joins and leaves
   */
  public Membership(NodeId self, Duration timeout, ClusterEvents events) {
    this.self = self;
    this.timeoutNanos = timeout.toNanos();
    this.events = events;
  }

  /** Adds a listener for nodes that leave. */
  public void addLeaveListener(Consumer<NodeId> listener) {
    addLeaveListener.add(listener);
  }

  public NodeId self() {
    return self;
  }

  /** The number of other members. */
  int size() {
    return peers.size();
  }

  public boolean isAlive(NodeId node) {
    return peers.containsKey(node);
  }

  /** The channel of a node as a list of one; null if the node is not alive. */
  public @Nullable List<Channel> channelOf(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null ? null : peer.channel;
  }

  public List<NodeInfo> nodes() {
    var nodes = new ArrayList<NodeInfo>();
    peers.values().forEach(peer -> nodes.add(peer.info));
    return nodes;
  }

  public Set<NodeId> ids() {
    return Set.copyOf(peers.keySet());
  }

  /**
   * Adds a node, or restarts its timeout.
   *
   * @return whether the node is new
   */
  public boolean joined(NodeInfo node) {
    if (peers.putIfAbsent(node.id(), new Peer(node)) == null) {
      log.info(() -> "node %s (%s) joined".formatted(node.id(), node.label()));
      events.nodeJoined(node);
      return true;
    }
    touch(node.id());
    return false;
  }

  /** Restarts the timeout of a node. Any message shows that its sender is alive. */
  public void touch(NodeId node) {
    Peer peer = peers.get(node);
    if (peer != null) {
      peer.lastSeen = System.nanoTime();
    }
  }

  /** Restarts the timeout of every node, because no message could arrive for a while. */
  public void restartTimeouts() {
    peers.keySet().forEach(this::touch);
  }

  public void left(NodeId node) {
    remove(node, "said goodbye");
  }

  /** Removes the nodes that were silent for the timeout. */
  public void expire() {
    long now = System.nanoTime();
    peers.forEach(
        (id, peer) -> {
          if (now - peer.lastSeen > timeoutNanos) {
            remove(id, "silent for " + Duration.ofNanos(now - peer.lastSeen).toMillis() + " ms");
          }
        });
  }

  private void remove(NodeId node, String why) {
    Peer peer = peers.remove(node);
    if (peer != null) {
      log.info(() -> "node %s (%s) left: %s".formatted(node, peer.info.label(), why));
      addLeaveListener.forEach(listener -> listener.accept(node));
      events.nodeLeft(peer.info);
    }
  }
}
