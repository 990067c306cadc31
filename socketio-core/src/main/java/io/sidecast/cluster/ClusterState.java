package io.sidecast.cluster;

/** The health of a node's way to the others. */
public enum ClusterState {
  /** Messages pass both ways. */
  UP,
  /** The broker is not connected: emits to other nodes fail, theirs are missed. */
  DOWN,
  /** The broker seems to be connected, but the node's own probes do not come back. */
  DEAF,
  /**
   * Another process has the same node id, as after a snapshot of a process or a machine was started
   * twice. The broker connection is whole, and packets of other nodes arrive. Emits to other nodes
   * and questions to them fail, because each twin drops the other's messages as its own. The state
   * ends when the other process has been silent for the node timeout.
   */
  CLONED,
  /** Closed. */
  CLOSED
}
