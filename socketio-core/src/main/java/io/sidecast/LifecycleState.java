package io.sidecast;

/**
 * The state of a {@link SocketIoServer} or a {@link SidecastEmitter}. The states follow each other
 * in this order, each is entered at most once, and some are skipped by an object that is closed
 * before it has started.
 */
public enum LifecycleState {
  /** The object is built and has not been started. */
  NEW,
  /** The object connects to its broker and opens its port; clients cannot connect yet. */
  STARTING,
  /** The object works. The state of the broker's connection is in the cluster statistics. */
  STARTED,
  /** The object was closed, or its start has failed; it frees what it holds. */
  CLOSING,
  /** The object holds no thread and no connection any more. */
  CLOSED
}
