package io.sidecast.cluster;

/**
 * Whether a node hears what is meant for rooms by broadcast, in place of the buckets. Immutable.
 *
 * @param change counts the changes: what tells of an earlier one may come later
 * @param isActive whether it does since that change
 */
record Fallback(int change, boolean isActive) {

  /** Of a node that has always heard buckets. */
  static final Fallback NONE = new Fallback(0, false);

  Fallback next(boolean isActive) {
    return new Fallback(change + 1, isActive);
  }

  Fallback orLater(Fallback other) {
    return other.change > change ? other : this;
  }
}
