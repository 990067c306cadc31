package io.sidecast.cluster;

/**
 * The sum of measured times since the start of a node. Both numbers only grow, so two snapshots
 * give the mean of the time between them. Immutable.
 *
 * @param count how many times were measured
 * @param nanos their sum in nanoseconds
 * @since 0.1.0
 */
public record TotalTime(long count, long nanos) {

  /** No time was measured. */
  public static final TotalTime NONE = new TotalTime(0, 0);
}
