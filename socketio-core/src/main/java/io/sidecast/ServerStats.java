package io.sidecast;

import io.sidecast.limit.Limit;
import java.util.Map;

/**
 * The clients and events that a node has rejected since its start. The numbers only grow.
 *
 * @param droppedEvents events and other messages that arrived after the server had closed their
 *     socket or connection; all earlier ones were handled
 * @param receiveBufferDisconnects clients that were disconnected because more of their events
 *     waited for handlers than {@link SocketIoServerBuilder#maxWaitingBytes} allows
 * @param slowClientDisconnects clients that were disconnected because too many bytes waited for
 *     them or for all slow clients together
 * @param limitHits how often each limit was reached, see {@link SocketIoServerBuilder#limit}
 * @since 0.1.0
 */
public record ServerStats(
    long droppedEvents,
    long receiveBufferDisconnects,
    long slowClientDisconnects,
    Map<Limit, Long> limitHits) {}
