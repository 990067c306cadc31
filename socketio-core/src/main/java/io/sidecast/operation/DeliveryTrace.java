package io.sidecast.operation;

import org.jspecify.annotations.Nullable;

/**
 * The trace to which the delivery of one message of another node belongs. Its methods do not throw.
 * Thread-safe.
 */
@FunctionalInterface
public interface DeliveryTrace {

  /** The trace of a message that names none. */
  DeliveryTrace NONE = () -> failure -> {};

  /**
   * Makes the trace current on the calling thread, until the end.
   *
   * @return receives the end, on the same thread
   */
  Handling begin();

  /** The delivery of one message. Confined to one thread. */
  @FunctionalInterface
  interface Handling {

    /**
     * Ends the delivery.
     *
     * @param failure the first exception of a handler; null if there was none
     */
    void end(@Nullable Throwable failure);
  }
}
