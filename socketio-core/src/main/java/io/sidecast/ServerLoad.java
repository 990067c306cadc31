package io.sidecast;

/**
 * How much a node holds at one moment. All of it is back at its old value when the clients and the
 * questions that caused it are gone.
 *
 * @param sessions connections of clients, those included that are being closed
 * @param sockets sockets in all namespaces
 * @param rooms rooms with members on this node, without those of sockets' own ids
 * @param pendingAcks acknowledgements that clients of this node owe
 * @param requests questions to other nodes that wait for answers
 * @param incomingRequests questions of other nodes that this one has not answered to the end
 * @param roomChannels room channels that are subscribed at the broker; one that is not needed any
 *     more is kept for some seconds
 * @param sidRooms rooms that have members on one node and the name of a socket of another, where
 *     this is either of the two
 * @param namespaces namespaces that have sockets on this node, or listen to events of other servers
 */
public record ServerLoad(
    int sessions,
    int sockets,
    int rooms,
    int pendingAcks,
    int requests,
    int incomingRequests,
    int roomChannels,
    int sidRooms,
    int namespaces) {}
