package io.sidecast.benchmarks.server;

import io.sidecast.socket.HandlerMode;

/** The threads on which the handlers of a Sidecast server run. */
public enum HandlerThreadKind {
  /** The pool, which is the default. */
  POOL,
  /** Virtual threads, which need Java 21. */
  VIRTUAL,
  /** The event loops. */
  EVENT_LOOP;

  HandlerMode mode() {
    return this == EVENT_LOOP ? HandlerMode.EVENT_LOOP : HandlerMode.BLOCKING;
  }
}
