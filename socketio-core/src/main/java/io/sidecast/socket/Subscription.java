package io.sidecast.socket;

/**
 * A handle that removes a handler. Thread-safe.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Subscription {

  /** Removes the handler. An event that is being handled may still reach it. Idempotent. */
  void cancel();
}
