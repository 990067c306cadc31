package io.sidecast;

/**
 * How many clients and events a node has turned away since its start. The numbers only grow.
 *
 * @param droppedEvents events, and messages of clients, that arrived after the server had ended
 *     their socket or their connection; all that arrived before were handled
 * @param clientsCutForReceived clients that were disconnected since more of their events waited for
 *     handlers than {@link SocketIoServerBuilder#maxWaitingBytes} allows
 */
public record ServerStats(long droppedEvents, long clientsCutForReceived) {}
