package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import io.sidecast.packet.Audience;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the channel whose listeners include every other node that may hold some of an audience. */
final class Routes {

  static final Channel BROADCAST = new Channel(Channel.Kind.BROADCAST, "all");

  private final NodeId self;
  private final Membership membership;

  /**
   * A way to an audience.
   *
   * @param channel where to publish, null if no other node is concerned
   * @param nodes the live nodes that listen there
   */
  record Route(@Nullable Channel channel, Set<NodeId> nodes) {}

  Routes(NodeId self, Membership membership) {
    this.self = self;
    this.membership = membership;
  }

  static Channel channelOf(NodeId node) {
    return new Channel(Channel.Kind.NODE, node.text());
  }

  Route find(Audience audience) {
    NodeId owner =
        audience.rooms().size() == 1 ? NodeId.ownerOf(audience.rooms().iterator().next()) : null;
    if (owner != null && owner.equals(self)) {
      return new Route(null, Set.of());
    }
    if (owner != null && membership.isAlive(owner)) {
      return new Route(channelOf(owner), Set.of(owner));
    }
    var nodes = new HashSet<NodeId>();
    membership.nodes().forEach(node -> nodes.add(node.id()));
    return new Route(BROADCAST, nodes);
  }
}
