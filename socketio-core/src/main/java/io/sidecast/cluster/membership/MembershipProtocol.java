package io.sidecast.cluster.membership;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.NodeAnnouncement;
import io.sidecast.cluster.queue.ClusterExecutor;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.log.RateLimitedLog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The protocol by which nodes discover each other: hello, welcome, heartbeat and goodbye. No
 * message follows the goodbye, because it would make this node a member again. Thread-safe.
 */
public final class MembershipProtocol {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(MembershipProtocol.class));

  /** The maximum number of other members. */
  private static final int MAX_MEMBERS = 2_000;

  /** The number of stored goodbyes. */
  private static final int MAX_GOODBYES = 1_024;

  /** Members that have sent a goodbye. A new one replaces the oldest. Guarded by itself. */
  private final Set<NodeId> goodbyes =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<NodeId, Boolean> eldest) {
              return size() > MAX_GOODBYES;
            }
          });

  private final Supplier<NodeAnnouncement> self;
  private final boolean isMember;
  private final int roomBuckets;
  private final Outbox outbox;
  private final Peers met;
  private final JoinHandshake handshake;
  private boolean greeted;
  private boolean left;

  /**
   * Creates the protocol of a node that has not met any other.
   *
   * @param self the current announcement of this node; its id and buckets never change
   * @param isMember whether this node may hold sockets
   * @param outbox the sender of the messages
   * @param peers the receivers of the nodes that are met
   */
  public MembershipProtocol(
      Supplier<NodeAnnouncement> self, boolean isMember, Outbox outbox, Peers peers) {
    this.self = self;
    this.isMember = isMember;
    this.roomBuckets = self.get().roomBuckets();
    this.outbox = outbox;
    this.met = peers;
    this.handshake = new JoinHandshake(self.get().node().id(), roomBuckets);
  }

  /**
   * The parts that store other nodes.
   *
   * @param membership stores the members
   * @param broadcastNodes stores their delivery modes
   * @param onDiscovered receives each node that is new or sends hello or welcome; such a node may
   *     have lost the registrations of this one
   */
  public record Peers(
      Membership membership, BroadcastModeNodes broadcastNodes, Consumer<NodeInfo> onDiscovered) {

    private boolean joined(NodeAnnouncement member) {
      broadcastNodes.update(member.node().id(), member.deliveryMode());
      return membership.joined(member.node());
    }
  }

  /**
   * Joins the cluster.
   *
   * @return a stage that completes when all present members have sent their welcome, or the time to
   *     wait for them is over; it fails with a {@link BrokerException} if this node does not fit
   *     into the cluster or is closed
   */
  public CompletionStage<Void> arrive(ClusterExecutor thread) {
    return sendHello(ClusterChannels.BROADCAST).thenCompose(done -> handshake.within(thread));
  }

  public CompletionStage<Void> sendHello(Channel to) {
    return send(to, new Message.Hello(self.get(), isMember));
  }

  private synchronized CompletionStage<Void> send(Channel to, Message greeting) {
    if (left) {
      return CompletableFuture.failedStage(BrokerException.closed());
    }
    greeted = true;
    return outbox.publish(to, greeting);
  }

  /** Sends goodbye if this node has sent a hello. A join that is in progress fails. */
  public synchronized CompletionStage<Void> leave() {
    left = true;
    handshake.fail(BrokerException.closed());
    return greeted
        ? outbox.publish(ClusterChannels.BROADCAST, new Message.Goodbye())
        : CompletableFuture.completedStage(null);
  }

  public void sendHeartbeat() {
    if (isMember) {
      var unused = send(ClusterChannels.BROADCAST, new Message.Heartbeat(self.get()));
    }
  }

  /**
   * Sends a welcome and adds the sender if it is a member. A node that receives a welcome sends all
   * its registrations again.
   */
  public void onHello(Message.Hello hello) {
    if (hello.isMember() && !hasRoomFor(hello.sender())) {
      return;
    }
    if (isMember) {
      var welcome = new Message.Welcome(self.get(), met.membership.ids());
      var unused = send(ClusterChannels.ofNode(hello.sender().node().id()), welcome);
    }
    if (hello.isMember() && fits(hello.sender())) {
      met.joined(hello.sender());
      met.onDiscovered.accept(hello.sender().node());
    }
  }

  /**
   * Adds the sender. The handshake is updated last, so that all members are present when it
   * completes.
   */
  public void onWelcome(Message.Welcome welcome) {
    if (fits(welcome.sender()) && hasRoomFor(welcome.sender())) {
      met.joined(welcome.sender());
      met.onDiscovered.accept(welcome.sender().node());
    }
    handshake.welcomed(welcome);
  }

  /**
   * Adds the sender. A new one also receives a hello, because it may not have this node as a member
   * yet.
   */
  public void onHeartbeat(Message.Heartbeat heartbeat) {
    NodeAnnouncement sender = heartbeat.sender();
    if (sender.roomBuckets() == roomBuckets && hasRoomFor(sender) && met.joined(sender)) {
      reportFalseGoodbye(sender.node());
      met.onDiscovered.accept(sender.node());
      var unused = sendHello(ClusterChannels.ofNode(sender.node().id()));
    }
  }

  /**
   * Records the goodbye of a node. It may be false: another publisher can send it in the name of
   * the node.
   */
  public void onGoodbye(NodeId node) {
    if (met.membership.isAlive(node)) {
      synchronized (goodbyes) {
        goodbyes.add(node);
      }
    }
  }

  /** Reports a node that sends heartbeats after its goodbye: no node does that. */
  private void reportFalseGoodbye(NodeInfo node) {
    boolean hasLeft;
    synchronized (goodbyes) {
      hasLeft = goodbyes.remove(node.id());
    }
    if (hasLeft) {
      outbox.counters().falseGoodbyes.increment();
      failures.warn(
          () ->
              "node %s (%s) is alive after a goodbye in its name: does another program write to the broker?"
                  .formatted(node.id(), node.label()));
    }
  }

  /** Whether a node is a member or can become one. */
  private boolean hasRoomFor(NodeAnnouncement node) {
    if (met.membership.size() < MAX_MEMBERS || met.membership.isAlive(node.node().id())) {
      return true;
    }
    outbox.counters().full("members", MAX_MEMBERS);
    return false;
  }

  private boolean fits(NodeAnnouncement member) {
    if (member.roomBuckets() != roomBuckets) {
      failures.error(
          () ->
              "node %s (%s) cannot join: it divides rooms into %d buckets and this node into %d"
                  .formatted(
                      member.node().id(), member.node().label(), member.roomBuckets(), roomBuckets),
          null);
    }
    return member.roomBuckets() == roomBuckets;
  }
}
