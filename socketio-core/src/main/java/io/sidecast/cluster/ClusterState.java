package io.sidecast.cluster;

/** The health of a node's way to the others. */
public enum ClusterState {
  /** Messages pass both ways. */
  UP,
  /** The broker is not connected: emits to other nodes fail, theirs are missed. */
  DOWN,
  /** The broker seems to be connected, but the node's own probes do not come back. */
  DEAF,
  /** Closed. */
  CLOSED
}
