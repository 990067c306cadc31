package io.sidecast.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The other nodes whose sockets are in rooms that are named like sockets of this node. What comes
 * for such a room on the channel of this node is passed on to them. Any thread.
 */
final class SidRoomRegistry {

  /** A node that is no member is removed after more heartbeats than this. */
  private static final int PATIENCE_BEATS = 3;

  private final Map<SidRoom, Set<NodeId>> byRoom = new ConcurrentHashMap<>();

  /** At how many heartbeats a node was no member. Confined to the cluster thread. */
  private final Map<NodeId, Integer> strangers = new HashMap<>();

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

  /**
   * A heartbeat later: removes nodes that were no members at several heartbeats. A node may
   * register before it is known as a member; one that dies before that is never missed.
   */
  void beat(Predicate<NodeId> isMember) {
    Set<NodeId> unknown =
        byRoom.values().stream()
            .flatMap(Set::stream)
            .filter(node -> !isMember.test(node))
            .collect(Collectors.toSet());
    strangers.keySet().retainAll(unknown);
    for (NodeId node : unknown) {
      if (strangers.merge(node, 1, Integer::sum) > PATIENCE_BEATS) {
        nodeLeft(node);
        strangers.remove(node);
      }
    }
  }
}
