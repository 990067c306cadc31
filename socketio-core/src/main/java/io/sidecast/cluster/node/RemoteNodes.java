package io.sidecast.cluster.node;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.membership.BroadcastModeNodes;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.queue.GapDetector;
import io.sidecast.cluster.queue.StaleMessages;
import io.sidecast.cluster.request.IncomingRequests;
import io.sidecast.cluster.request.PendingRequests;
import io.sidecast.cluster.routing.SidRoomRegistrations;
import io.sidecast.cluster.routing.SidRoomRegistry;

/**
 * The tables with entries of other nodes. A node that leaves is removed from all of them.
 * Thread-safe, except {@link #expire}, which is confined to the cluster thread.
 *
 * @param membership the members
 * @param broadcastNodes the members that receive room messages on the broadcast channel
 * @param pending the requests of this node
 * @param incoming the requests of other nodes
 * @param registrations the registrations of this node for rooms named like sockets of others
 * @param registry the registrations of other nodes for rooms named like sockets of this node
 * @param stale the ages of messages, by sender
 * @param gaps the sequence numbers, by sender
 */
record RemoteNodes(
    Membership membership,
    BroadcastModeNodes broadcastNodes,
    PendingRequests pending,
    IncomingRequests incoming,
    SidRoomRegistrations registrations,
    SidRoomRegistry registry,
    StaleMessages stale,
    GapDetector gaps) {

  /** Removes a node, which may not have been a member, after its goodbye. */
  void onGoodbye(NodeId node) {
    membership.left(node);
    broadcastNodes.left(node);
    forget(node);
  }

  /** Removes a node from the tables that also have entries of nodes that are not members. */
  void forget(NodeId node) {
    pending.nodeLeft(node);
    incoming.nodeLeft(node);
    registry.nodeLeft(node);
    gaps.forget(node);
    stale.forget(node);
    registrations.nodeLeft(node);
  }

  /** Removes silent nodes that are not members. Called once for each heartbeat. */
  void expire() {
    incoming.expire();
    gaps.onHeartbeat(membership::isAlive);
    stale.onHeartbeat(membership::isAlive);
    registry.onHeartbeat(membership::isAlive);
  }
}
