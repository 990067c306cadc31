package io.sidecast.cluster;

import io.sidecast.broker.Channel;

/**
 * Hears what happens in the cluster. Called on threads of the broker and of the cluster; no method
 * blocks or throws.
 */
public interface ClusterEvents {

  /** Nobody listens. */
  ClusterEvents NONE =
      new ClusterEvents() {
        @Override
        public void nodeJoined(NodeInfo node) {}

        @Override
        public void nodeLeft(NodeInfo node) {}

        @Override
        public void messagesLost(LostMessages lost) {}
      };

  /**
   * Another node is alive.
   *
   * @param node the node
   */
  void nodeJoined(NodeInfo node);

  /**
   * A node has said goodbye, or was silent for too long.
   *
   * @param node the node
   */
  void nodeLeft(NodeInfo node);

  /**
   * Messages of another node have not arrived here.
   *
   * @param lost whose and how many
   */
  void messagesLost(LostMessages lost);

  /**
   * A gap in what one node sent over one kind of channel.
   *
   * @param origin the node whose messages are missing
   * @param kind BROADCAST, NODE (messages to this node alone) or ROOM
   * @param count how many
   */
  record LostMessages(NodeId origin, Channel.Kind kind, long count) {}
}
