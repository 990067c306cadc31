package io.sidecast;

/**
 * The state of a {@link SocketIoServer} or a {@link SidecastEmitter}. An object passes through the
 * states in this order and enters each at most once. An object that is closed before it has started
 * skips some of them.
 *
 * @since 0.1.0
 */
public enum LifecycleState {
  /** The object was built and has not been started. */
  NEW,
  /** The object connects to its broker and opens its port; clients cannot connect yet. */
  STARTING,
  /** The object is in service. The cluster statistics report the state of the broker connection. */
  STARTED,
  /** The object was closed or failed to start; it releases its resources. */
  CLOSING,
  /** The object has released all threads and connections. */
  CLOSED
}
