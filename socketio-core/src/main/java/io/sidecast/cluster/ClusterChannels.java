package io.sidecast.cluster;

import io.sidecast.broker.Channel;

/** The channels that every node uses. The channels of room buckets belong to the routing. */
final class ClusterChannels {

  /** The channel to which every node subscribes. */
  static final Channel BROADCAST = new Channel(Channel.Kind.BROADCAST, "all");

  private ClusterChannels() {}

  /** Returns the channel to which only one node subscribes. */
  static Channel ofNode(NodeId node) {
    return new Channel(Channel.Kind.NODE, node.text());
  }
}
