package io.sidecast.cluster.message;

import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;

/** The channels that every node uses. The channels of room buckets belong to the routing. */
public final class ClusterChannels {

  /** The channel to which every node subscribes. */
  public static final Channel BROADCAST = new Channel(Channel.Kind.BROADCAST, "all");

  private ClusterChannels() {}

  /** Returns the channel to which only one node subscribes. */
  public static Channel ofNode(NodeId node) {
    return new Channel(Channel.Kind.NODE, node.text());
  }
}
