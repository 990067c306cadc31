package io.sidecast.cluster.message;

import io.sidecast.cluster.NodeInfo;

/**
 * The state that a node announces in hello, welcome and heartbeat messages. Immutable.
 *
 * @param stamp the uptime of the node, in milliseconds
 * @param node the node
 * @param roomBuckets the number of buckets into which it divides rooms
 * @param deliveryMode the way in which it receives emits to rooms
 */
public record NodeAnnouncement(
    long stamp, NodeInfo node, int roomBuckets, DeliveryMode deliveryMode) {}
