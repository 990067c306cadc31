package io.sidecast.cluster.routing;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.membership.BroadcastModeNodes;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.SidRoom;
import io.sidecast.operation.Audience;
import java.util.List;
import java.util.Set;

/**
 * Selects the channels whose subscribers include every other node that may hold some of an
 * audience.
 *
 * <p>An emit to one socket goes to the channel of its node, or is broadcast if that node is not
 * known to be alive. An emit to rooms of one bucket goes to the channel of the bucket, or is
 * broadcast while a node is in broadcast mode. Every other emit is broadcast.
 *
 * <p>A request goes to the channel of a node or to broadcast, so that the nodes that must respond
 * are known. Thread-safe.
 */
public final class Router {

  private static final List<Channel> NO_CHANNEL = List.of();

  /** The channel of a message to all nodes. */
  public static final List<Channel> BROADCAST_ONLY = List.of(ClusterChannels.BROADCAST);

  private final NodeId self;
  private final Membership membership;
  private final RoomBuckets buckets;
  private final SidRoomRegistry registry;
  private final BroadcastModeNodes broadcastNodes;

  /**
   * The route of a request. Immutable.
   *
   * @param channels the channels on which it is published
   * @param nodes the live nodes that receive it there and will respond
   */
  public record Route(List<Channel> channels, Set<NodeId> nodes) {}

  public Router(
      Membership membership,
      RoomBuckets buckets,
      SidRoomRegistry registry,
      BroadcastModeNodes broadcastNodes) {
    this.self = membership.self();
    this.membership = membership;
    this.buckets = buckets;
    this.registry = registry;
    this.broadcastNodes = broadcastNodes;
  }

  /** The channels on which an emit is published. */
  public List<Channel> channelsForEmit(Audience audience) {
    Set<String> rooms = audience.rooms();
    if (rooms.isEmpty()) {
      return BROADCAST_ONLY;
    }
    if (rooms.size() == 1) {
      String room = rooms.iterator().next();
      NodeId owner = NodeId.ownerOf(room);
      return owner == null
          ? ofBucket(buckets.of(audience.namespace(), room))
          : ofSocket(audience.namespace(), room, owner);
    }
    return ofRooms(audience.namespace(), rooms);
  }

  /** The channels on which a request is published, and the nodes that respond to it. */
  public Route routeForRequest(Audience audience) {
    Set<String> rooms = audience.rooms();
    SidRoom room =
        rooms.size() == 1 ? SidRoom.of(audience.namespace(), rooms.iterator().next()) : null;
    if (room != null && room.owner().equals(self)) {
      Set<NodeId> forwardTargets = registry.of(room);
      return new Route(channelsOf(forwardTargets), forwardTargets);
    }
    if (room != null && membership.isAlive(room.owner())) {
      return new Route(ofSocket(room.namespace(), room.name(), room.owner()), Set.of(room.owner()));
    }
    return new Route(BROADCAST_ONLY, membership.ids());
  }

  private List<Channel> ofSocket(String namespace, String id, NodeId owner) {
    if (owner.equals(self)) {
      return registry.isEmpty()
          ? NO_CHANNEL
          : channelsOf(registry.of(new SidRoom(namespace, id, owner)));
    }
    List<Channel> channel = membership.channelOf(owner);
    return channel == null ? BROADCAST_ONLY : channel;
  }

  private List<Channel> ofRooms(String namespace, Set<String> rooms) {
    int bucket = -1;
    for (String room : rooms) {
      int next = NodeId.ownerOf(room) == null ? buckets.of(namespace, room) : -1;
      if (next < 0 || (bucket >= 0 && next != bucket)) {
        return BROADCAST_ONLY;
      }
      bucket = next;
    }
    return ofBucket(bucket);
  }

  private List<Channel> ofBucket(int bucket) {
    return broadcastNodes.isEmpty() ? buckets.channelList(bucket) : BROADCAST_ONLY;
  }

  private static List<Channel> channelsOf(Set<NodeId> nodes) {
    return nodes.stream().map(ClusterChannels::ofNode).toList();
  }
}
