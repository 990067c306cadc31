package io.sidecast.transport.encoding;

import java.util.function.BooleanSupplier;

/**
 * Reads the packets of one polling body, and passes them to a listener one at a time. A malformed
 * packet is the last one. Not thread-safe.
 */
public abstract class PayloadReader {

  private boolean done;

  PayloadReader() {}

  /**
   * Passes packets to the listener until a condition is true or no packet is left. The condition is
   * checked before each packet.
   */
  public final void read(BooleanSupplier paused) {
    while (!done && !paused.getAsBoolean()) {
      done = !readPacket();
    }
  }

  /** Returns whether no packet is left. */
  public final boolean isDone() {
    return done;
  }

  /**
   * Passes the next packet to the listener.
   *
   * @return false if it was the last one, or malformed
   */
  abstract boolean readPacket();
}
