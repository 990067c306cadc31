package io.sidecast.cluster.routing;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.SidRoom;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** The maximum size of all registrations: the characters of the namespaces, and 32 for each. */
  static final int MAX_CHARACTERS = 4 << 20;

  private static final int CHARACTERS_OF_ONE = 32;

  private final AtomicInteger characters = new AtomicInteger();
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

  /**
   * Stores a registration.
   *
   * @return whether it is stored; false if the registrations are full
   */
  public boolean register(SidRoom room, NodeId node) {
    if (characters.get() + size(room) > MAX_CHARACTERS) {
      return byRoom.getOrDefault(room, Set.of()).contains(node);
    }
    byRoom.compute(
        room,
        (same, nodes) -> {
          Set<NodeId> present = nodes == null ? ConcurrentHashMap.newKeySet(2) : nodes;
          if (present.add(node)) {
            characters.addAndGet(size(room));
          }
          return present;
        });
    return true;
  }

  private static int size(SidRoom room) {
    return CHARACTERS_OF_ONE + room.namespace().length();
  }

  public void unregister(SidRoom room, NodeId node) {
    byRoom.computeIfPresent(
        room,
        (same, nodes) -> {
          if (nodes.remove(node)) {
            characters.addAndGet(-size(room));
          }
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
