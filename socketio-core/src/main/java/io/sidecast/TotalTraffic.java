package io.sidecast;

/**
 * The messages of one direction between a node and its clients since its start. Both numbers only
 * grow. Immutable.
 *
 * @param messages messages of Engine.IO: a packet of Socket.IO is one, and each of its attachments
 *     is another; heartbeats are none
 * @param bytes bytes of WebSocket frames and of the bodies of polling requests or responses, after
 *     compression, heartbeats included; without the heads of HTTP requests and responses, TLS and
 *     the network. Bytes count as sent when they are passed to the connection
 * @since 0.1.0
 */
public record TotalTraffic(long messages, long bytes) {}
