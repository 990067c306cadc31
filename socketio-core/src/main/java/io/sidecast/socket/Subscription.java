package io.sidecast.socket;

/** A handle that removes a handler. Thread-safe. */
@FunctionalInterface
public interface Subscription {

  /** Removes the handler. An event that is being handled may still reach it. Idempotent. */
  void cancel();
}
