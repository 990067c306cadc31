package io.sidecast.cluster.routing;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.SidRoom;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The registrations of other nodes for rooms that are named like sockets of this node. This node
 * forwards the messages that arrive for such a room on its channel. Thread-safe, except {@link
 * #onHeartbeat}, which is confined to the cluster thread.
 */
public final class SidRoomRegistry {

  /** The number of heartbeats after which a node that is not a member is removed. */
  private static final int TIMEOUT_HEARTBEATS = 3;

  private final Map<SidRoom, Set<NodeId>> byRoom = new ConcurrentHashMap<>();

  /** The number of heartbeats at which a node was not a member. Confined to the cluster thread. */
  private final Map<NodeId, Integer> nonMembers = new HashMap<>();

  public boolean isEmpty() {
    return byRoom.isEmpty();
  }

  /** The number of rooms with registrations. */
  public int size() {
    return byRoom.size();
  }

  public Set<NodeId> of(SidRoom room) {
    return Set.copyOf(byRoom.getOrDefault(room, Set.of()));
  }

  public void register(SidRoom room, NodeId node) {
    byRoom.compute(
        room,
        (same, nodes) -> {
          Set<NodeId> present = nodes == null ? ConcurrentHashMap.newKeySet(2) : nodes;
          present.add(node);
          return present;
        });
  }

  public void unregister(SidRoom room, NodeId node) {
    byRoom.computeIfPresent(
        room,
        (same, nodes) -> {
          nodes.remove(node);
          return nodes.isEmpty() ? null : nodes;
        });
  }

  public void nodeLeft(NodeId node) {
    byRoom.keySet().forEach(room -> unregister(room, node));
  }

  /**
   * Advances by one heartbeat and removes nodes that were not members at several heartbeats. A node
   * may register before it becomes a member; if it dies before that, no other event reports its
   * end.
   */
  public void onHeartbeat(Predicate<NodeId> isMember) {
    Set<NodeId> unknown =
        byRoom.values().stream()
            .flatMap(Set::stream)
            .filter(node -> !isMember.test(node))
            .collect(Collectors.toSet());
    nonMembers.keySet().retainAll(unknown);
    for (NodeId node : unknown) {
      if (nonMembers.merge(node, 1, Integer::sum) > TIMEOUT_HEARTBEATS) {
        nodeLeft(node);
        nonMembers.remove(node);
      }
    }
  }
}
