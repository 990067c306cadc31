package io.sidecast.cluster;

/**
 * A message on its way through the broker.
 *
 * @param origin the node that sent it
 * @param sequence counts the envelopes of the origin on one channel, from 1, without holes: a hole
 *     that a receiver sees is a loss
 * @param message what it says
 */
record Envelope(NodeId origin, long sequence, Message message) {}
