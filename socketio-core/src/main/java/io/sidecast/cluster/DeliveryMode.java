package io.sidecast.cluster;

/**
 * Whether a node hears what is meant for rooms by broadcast, in place of the buckets. Immutable.
 *
 * @param change counts the changes: what tells of an earlier one may come later
 * @param isActive whether it does since that change
 */
record DeliveryMode(int change, boolean isActive) {

  /** Of a node that has always heard buckets. */
  static final DeliveryMode NONE = new DeliveryMode(0, false);

  DeliveryMode next(boolean isActive) {
    return new DeliveryMode(change + 1, isActive);
  }

  DeliveryMode orLater(DeliveryMode other) {
    return other.change > change ? other : this;
  }
}
