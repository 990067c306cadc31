package io.sidecast.cluster;

import io.sidecast.broker.Channel;

/**
 * A gap in the messages of one node on one kind of channel. Immutable.
 *
 * @param origin the node whose messages are missing
 * @param kind BROADCAST, NODE (messages to this node alone) or ROOM
 * @param count the number of missing messages
 * @since 0.1.0
 */
public record LostMessages(NodeId origin, Channel.Kind kind, long count) {}
