package io.sidecast.cluster.message;

/**
 * Whether a node receives emits to rooms by broadcast instead of on the channels of the buckets.
 * Immutable.
 *
 * @param change the number of changes so far; an announcement with a lower number is outdated
 * @param isActive whether the node is in broadcast mode since this change
 */
public record DeliveryMode(int change, boolean isActive) {

  /** The mode of a node that has always received emits on the channels of the buckets. */
  public static final DeliveryMode NONE = new DeliveryMode(0, false);

  public DeliveryMode next(boolean isActive) {
    return new DeliveryMode(change + 1, isActive);
  }

  public DeliveryMode orLater(DeliveryMode other) {
    return other.change > change ? other : this;
  }
}
