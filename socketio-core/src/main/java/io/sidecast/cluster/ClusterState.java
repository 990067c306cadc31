package io.sidecast.cluster;

/**
 * The health of a node's connection to the others.
 *
 * @since 0.1.0
 */
public enum ClusterState {
  /** Messages of this node are sent, and those of others arrive. */
  UP,
  /**
   * The broker is not connected, or the server has not started yet: emits to other nodes fail, and
   * their messages do not arrive.
   */
  DOWN,
  /** The broker seems to be connected, but the node's own probes do not return. */
  DEAF,
  /**
   * Another process has the same node id, for instance because a snapshot of a process or a machine
   * was started twice. The broker is connected, and packets of other nodes arrive. Emits and
   * requests to other nodes fail, because each of the two processes drops the other's messages as
   * its own. The state ends when the other process has been silent for the node timeout.
   */
  CLONED,
  /** The bus is closed. */
  CLOSED
}
