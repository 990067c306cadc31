package io.sidecast.cluster;

/**
 * What a node tells of itself in every greeting. Immutable.
 *
 * @param node who it is
 * @param roomBuckets into how many buckets it sorts rooms
 * @param fallback how it hears what is meant for rooms
 */
record Presence(NodeInfo node, int roomBuckets, Fallback fallback) {}
