package io.sidecast.broker;

/**
 * Where a message stands in a broker's log.
 *
 * @param epoch changes when the log was lost and started anew; offsets of another epoch mean
 *     nothing
 * @param offset grows with every message of one channel
 */
public record Position(String epoch, long offset) {

  /** The position of a message that is not kept. */
  public static final Position NONE = new Position("", -1);
}
