package io.sidecast;

import io.sidecast.cluster.TotalTime;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.HandshakeError;
import io.sidecast.limit.Limit;
import io.sidecast.socket.AckOutcome;
import java.util.Map;

/**
 * The connections and the traffic of a node since its start, and the clients and events that it has
 * rejected. The numbers only grow.
 *
 * @param connections connections that were opened
 * @param disconnects connections that were closed, by the reason
 * @param refusedRequests requests that were refused before they reached a connection, by the error
 *     in their response
 * @param droppedEvents events and other messages that arrived after the server had closed their
 *     socket or connection; all earlier ones were handled
 * @param receiveBufferDisconnects clients that were disconnected because more of their events
 *     waited for handlers than {@link SocketIoServerBuilder#maxWaitingBytes} allows
 * @param slowClientDisconnects clients that were disconnected because too many bytes waited for
 *     them or for all slow clients together
 * @param limitHits how often each limit was reached, see {@link SocketIoServerBuilder#limit}
 * @param received the messages of clients, those of {@code droppedEvents} included
 * @param sent the messages to clients
 * @param pongTime the time from a ping to the pong of the client, in revision 4 of Engine.IO; a
 *     pong that may have waited while the connection was not read is not measured
 * @param acks acknowledgements that clients of this node owed, by their outcome; those that they
 *     still owe are {@link ServerLoad#pendingAcks}
 * @param ackTime the time from an emit, or from its arrival at this node, until the client has
 *     acknowledged it, for the outcome {@link AckOutcome#ANSWERED}
 * @since 0.1.0
 */
public record ServerStats(
    long connections,
    Map<DisconnectReason, Long> disconnects,
    Map<HandshakeError, Long> refusedRequests,
    long droppedEvents,
    long receiveBufferDisconnects,
    long slowClientDisconnects,
    Map<Limit, Long> limitHits,
    TotalTraffic received,
    TotalTraffic sent,
    TotalTime pongTime,
    Map<AckOutcome, Long> acks,
    TotalTime ackTime) {}
