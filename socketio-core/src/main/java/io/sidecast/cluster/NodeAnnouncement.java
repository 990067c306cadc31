package io.sidecast.cluster;

/**
 * The state that a node announces in hello, welcome and heartbeat. Immutable.
 *
 * @param stamp the uptime of the node, in milliseconds
 * @param node the node
 * @param roomBuckets into how many buckets it sorts rooms
 * @param deliveryMode how it hears what is meant for rooms
 */
record NodeAnnouncement(long stamp, NodeInfo node, int roomBuckets, DeliveryMode deliveryMode) {}
