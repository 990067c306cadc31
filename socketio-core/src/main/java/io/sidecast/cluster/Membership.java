package io.sidecast.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other nodes that are alive. Any thread. */
final class Membership {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  private final long timeoutNanos;
  private final Consumer<NodeId> onLeft;
  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();

  private static final class Peer {
    final NodeInfo info;
    volatile long lastSeen = System.nanoTime();

    Peer(NodeInfo info) {
      this.info = info;
    }
  }

  /**
   * Creates an empty membership.
   *
   * @param timeout after this much silence a node has left
   * @param onLeft is told the nodes that leave
   */
  Membership(Duration timeout, Consumer<NodeId> onLeft) {
    this.timeoutNanos = timeout.toNanos();
    this.onLeft = onLeft;
  }

  boolean isAlive(NodeId node) {
    return peers.containsKey(node);
  }

  List<NodeInfo> nodes() {
    var nodes = new ArrayList<NodeInfo>();
    peers.values().forEach(peer -> nodes.add(peer.info));
    return nodes;
  }

  /** A node has said that it is alive. */
  void joined(NodeInfo node) {
    if (peers.putIfAbsent(node.id(), new Peer(node)) == null) {
      log.info("node {} ({}) joined", node.id(), node.label());
    } else {
      heard(node.id());
    }
  }

  /** Any message of a node shows that it is alive. */
  void heard(NodeId node) {
    Peer peer = peers.get(node);
    if (peer != null) {
      peer.lastSeen = System.nanoTime();
    }
  }

  /** Nothing could be heard for a while: gives every node a new chance. */
  void forgiveSilence() {
    peers.keySet().forEach(this::heard);
  }

  void left(NodeId node) {
    remove(node, "said goodbye");
  }

  /** Removes the nodes that have been silent for too long. */
  void expire() {
    long now = System.nanoTime();
    peers.forEach(
        (id, peer) -> {
          if (now - peer.lastSeen > timeoutNanos) {
            remove(
                id, "was silent for " + Duration.ofNanos(now - peer.lastSeen).toMillis() + " ms");
          }
        });
  }

  private void remove(NodeId node, String why) {
    Peer peer = peers.remove(node);
    if (peer != null) {
      log.info("node {} ({}) left: it {}", node, peer.info.label(), why);
      onLeft.accept(node);
    }
  }
}
