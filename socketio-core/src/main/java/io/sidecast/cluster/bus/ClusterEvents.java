package io.sidecast.cluster.bus;

import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeInfo;

/**
 * Receives the events of the cluster. No method blocks or throws. Called on threads of the broker
 * and on the cluster thread.
 */
public interface ClusterEvents {

  /** Ignores all events. */
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
   * Reports that another node has joined.
   *
   * @param node the node that has joined
   */
  void nodeJoined(NodeInfo node);

  /**
   * Reports that another node has left: it sent a goodbye, or was silent for the node timeout.
   *
   * @param node the node that has left
   */
  void nodeLeft(NodeInfo node);

  /**
   * Reports messages of another node that did not arrive.
   *
   * @param lost the origin and the number of the messages
   */
  void messagesLost(LostMessages lost);
}
