package io.sidecast.cluster;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The other nodes whose sockets are in rooms that are named like sockets of this node. What comes
 * for such a room on the channel of this node is passed on to them. Any thread.
 */
final class Visitors {

  private final Map<SidRoom, Set<NodeId>> byRoom = new ConcurrentHashMap<>();

  boolean isEmpty() {
    return byRoom.isEmpty();
  }

  /** How many such rooms. */
  int size() {
    return byRoom.size();
  }

  Set<NodeId> of(SidRoom room) {
    return Set.copyOf(byRoom.getOrDefault(room, Set.of()));
  }

  void arrived(SidRoom room, NodeId node) {
    byRoom.compute(
        room,
        (same, nodes) -> {
          Set<NodeId> present = nodes == null ? ConcurrentHashMap.newKeySet(2) : nodes;
          present.add(node);
          return present;
        });
  }

  void left(SidRoom room, NodeId node) {
    byRoom.computeIfPresent(
        room,
        (same, nodes) -> {
          nodes.remove(node);
          return nodes.isEmpty() ? null : nodes;
        });
  }

  void nodeLeft(NodeId node) {
    byRoom.keySet().forEach(room -> left(room, node));
  }
}
