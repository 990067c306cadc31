package io.sidecast.cluster.message;

import io.sidecast.cluster.NodeId;

/**
 * A message as it travels through the broker. Immutable.
 *
 * @param origin the node that sent the message
 * @param sequence the number of this message among those of the origin on one channel, from 1,
 *     without gaps; a gap at the receiver is a loss. For a {@link Message.Batch}, the number of its
 *     first message
 * @param message the message
 */
public record Envelope(NodeId origin, long sequence, Message message) {}
