package io.sidecast.cluster;

/**
 * What has passed between this node and the broker since the start.
 *
 * @param published envelopes that the broker accepted
 * @param failed envelopes that it did not, or that found the outbox full
 * @param received envelopes from other nodes
 * @param own envelopes of this node that came back and were dropped
 * @param malformed messages that are not envelopes, dropped
 * @param lost envelopes of other nodes that are missing by their sequence numbers
 * @param stale requests and greetings of other nodes that came too late, dropped
 * @param requests questions to other nodes that wait for answers now
 * @param incomingRequests questions of other nodes that are not answered to the end now
 * @param roomChannels room channels that are subscribed now
 * @param sidRooms rooms of sockets here that are named like sockets of other nodes, and the reverse
 * @param trackedChannels channels of other nodes, and to them, whose messages are counted now
 * @param state the health of the connection
 */
public record ClusterStats(
    long published,
    long failed,
    long received,
    long own,
    long malformed,
    long lost,
    long stale,
    int requests,
    int incomingRequests,
    int roomChannels,
    int sidRooms,
    int trackedChannels,
    ClusterState state) {

  /** Nothing has passed. */
  static ClusterStats nothing(ClusterState state) {
    return new ClusterStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, state);
  }
}
