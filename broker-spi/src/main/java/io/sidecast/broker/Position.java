package io.sidecast.broker;

/**
 * The position of a message in a broker's log. Immutable.
 *
 * @param epoch the id of the log, which changes when the log is lost and created again; offsets of
 *     different epochs are not comparable
 * @param offset the offset, which increases with every message of a channel
 * @since 0.1.0
 */
public record Position(String epoch, long offset) {

  /** The position of a message in a broker that keeps no messages. */
  public static final Position NONE = new Position("", -1);
}
