package io.sidecast.cluster;

/**
 * The counters of one node since its start, and its current state. Immutable.
 *
 * @param published envelopes that the broker accepted
 * @param failed envelopes that the broker did not accept or the outbox refused
 * @param received envelopes of other nodes
 * @param own envelopes of this node that returned and were dropped
 * @param malformed messages that are not envelopes and were dropped
 * @param refused messages that were dropped because they are not signed with a key of this node,
 *     are copies of earlier ones, or are older than the replay window; 0 without keys
 * @param lost envelopes of other nodes that are missing according to their sequence numbers, or
 *     were dropped because this node is overloaded
 * @param stale requests and announcements of other nodes that arrived too late and were dropped
 * @param overLimit messages of other nodes that were dropped because a table with entries of other
 *     nodes was full: members, registrations, requests, responses or sequence numbers
 * @param falseGoodbyes goodbyes after which their sender was alive; it did not send them
 * @param requests requests of this node that wait for responses now
 * @param incomingRequests requests of other nodes that have no full response yet
 * @param roomChannels room channels that are subscribed now
 * @param sidRooms rooms of sockets here that are named like sockets of other nodes, and rooms of
 *     sockets elsewhere that are named like sockets here
 * @param trackedChannels channels of other nodes, and to them, whose sequence numbers are tracked
 *     now
 * @param waitingBytes bytes of messages to other nodes that the broker has not accepted yet
 * @param publishTime the time from the publish of a probe until the broker has accepted it; a node
 *     sends one or two probes with each heartbeat
 * @param roundTripTime the time from the publish of a probe until it returned from the broker
 * @param state the health of the connection
 * @since 0.1.0
 */
public record ClusterStats(
    long published,
    long failed,
    long received,
    long own,
    long malformed,
    long refused,
    long lost,
    long stale,
    long overLimit,
    long falseGoodbyes,
    int requests,
    int incomingRequests,
    int roomChannels,
    int sidRooms,
    int trackedChannels,
    long waitingBytes,
    TotalTime publishTime,
    TotalTime roundTripTime,
    ClusterState state) {

  /** The counters before the first message. */
  public static ClusterStats nothing(ClusterState state) {
    return new ClusterStats(
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, TotalTime.NONE, TotalTime.NONE, state);
  }
}
