package io.sidecast.socket;

/** Ends what it was given for. Any thread. */
@FunctionalInterface
public interface Subscription {

  /** Ends the listening. What is being handled now is handled to its end. Idempotent. */
  void cancel();
}
