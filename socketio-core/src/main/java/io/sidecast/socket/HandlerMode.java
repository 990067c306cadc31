package io.sidecast.socket;

/**
 * The threads that run the handlers of sockets.
 *
 * @since 0.1.0
 */
public enum HandlerMode {

  /** Handlers run on handler threads, where they may block. */
  BLOCKING,

  /**
   * Handlers run on the event loop of their client, without a change of threads. They must not
   * block: until a handler returns, no other client of its loop is served. A handler that holds its
   * loop for 100 ms is logged at WARN with its stack trace. A handler that waits for an incomplete
   * stage of this library, for example with {@code join()}, gets an {@link IllegalStateException}.
   *
   * <p>The handlers of connections, events, outgoing events and disconnects and the middlewares of
   * namespaces and events run there. Dependents of stages, handlers of server-side events and
   * filters of parent namespaces still run on handler threads; a dependent of a stage that is
   * complete already runs at once on the calling thread.
   */
  EVENT_LOOP
}
