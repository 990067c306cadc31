package io.sidecast.cluster;

/**
 * A message as it travels through the broker. Immutable.
 *
 * @param origin the node that sent the message
 * @param sequence the number of this envelope among those of the origin on one channel, from 1,
 *     without gaps; a gap at the receiver is a loss
 * @param message the message
 */
record Envelope(NodeId origin, long sequence, Message message) {}
