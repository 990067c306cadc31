package io.sidecast;

/**
 * The resources that a node holds at one moment. Each number returns to its former value when the
 * clients and the requests that raised it are gone.
 *
 * @param sessions connections of clients, including those that are being closed
 * @param webSockets connections over WebSocket, among {@code sessions}
 * @param sockets sockets in all namespaces
 * @param rooms rooms with members on this node, except the rooms that sockets have under their own
 *     ids
 * @param pendingAcks acknowledgements that clients of this node have not sent yet
 * @param requests requests to other nodes that wait for responses
 * @param incomingRequests requests of other nodes that this node has not answered completely
 * @param roomChannels room channels that are subscribed at the broker; an unused one stays
 *     subscribed for a few seconds
 * @param sidRooms registrations of rooms that are named like a socket id: the room has members on
 *     one node and the socket is connected to another, and this node is either of the two
 * @param namespaces namespaces that have sockets on this node or listeners for server-side events
 * @since 0.1.0
 */
public record ServerLoad(
    int sessions,
    int webSockets,
    int sockets,
    int rooms,
    int pendingAcks,
    int requests,
    int incomingRequests,
    int roomChannels,
    int sidRooms,
    int namespaces) {}
