package io.sidecast.cluster;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages by which nodes get to know each other: hello, welcome, heartbeat, goodbye. Nothing
 * follows the goodbye, since it would make this node a member again. Thread-safe.
 */
final class MembershipProtocol {

  private static final Logger log = LoggerFactory.getLogger(MembershipProtocol.class);

  private final Supplier<NodeAnnouncement> self;
  private final boolean isMember;
  private final int roomBuckets;
  private final Outbox outbox;
  private final Peers met;
  private final JoinHandshake handshake;
  private boolean left;

  /**
   * Creates greetings of a node that has met nobody.
   *
   * @param self what this node tells of itself now; who it is and its buckets never change
   * @param isMember whether it may hold sockets
   * @param outbox sends the messages
   * @param peers gets the nodes that are met
   */
  MembershipProtocol(
      Supplier<NodeAnnouncement> self, boolean isMember, Outbox outbox, Peers peers) {
    this.self = self;
    this.isMember = isMember;
    this.roomBuckets = self.get().roomBuckets();
    this.outbox = outbox;
    this.met = peers;
    this.handshake = new JoinHandshake(self.get().node().id(), roomBuckets);
  }

  /**
   * Where nodes go that are met.
   *
   * @param membership gets the members
   * @param broadcastNodes learns how they hear
   * @param onMet is told a node that says hello or welcome, or is new: what it was told before may
   *     be forgotten
   */
  record Peers(Membership membership, BroadcastModeNodes broadcastNodes, Consumer<NodeInfo> onMet) {

    private boolean joined(NodeAnnouncement member) {
      broadcastNodes.told(member.node().id(), member.deliveryMode());
      return membership.joined(member.node());
    }
  }

  /** Completes when all that are there have said welcome; fails if this node does not fit. */
  CompletionStage<Void> arrive(ClusterExecutor thread) {
    return sayHello(Router.BROADCAST).thenCompose(done -> handshake.within(thread));
  }

  CompletionStage<Void> sayHello(Channel to) {
    return say(to, new Message.Hello(self.get(), isMember));
  }

  private synchronized CompletionStage<Void> say(Channel to, Message greeting) {
    return left
        ? CompletableFuture.failedStage(BrokerException.closed())
        : outbox.publish(to, greeting);
  }

  /** Says goodbye; an arrival that is under way fails. */
  synchronized CompletionStage<Void> leave() {
    left = true;
    handshake.fail(BrokerException.closed());
    return outbox.publish(Router.BROADCAST, new Message.Goodbye());
  }

  void beat() {
    if (isMember) {
      var unused = say(Router.BROADCAST, new Message.Heartbeat(self.get()));
    }
  }

  /** Who says hello tells everything again when it has been welcomed. */
  void onHello(Message.Hello hello) {
    if (isMember) {
      var welcome = new Message.Welcome(self.get(), met.membership.ids());
      var unused = say(Router.channelOf(hello.sender().node().id()), welcome);
    }
    if (hello.isMember() && fits(hello.sender())) {
      met.joined(hello.sender());
      met.onMet.accept(hello.sender().node());
    }
  }

  /** The arrival comes last: when it is complete, the members are known. */
  void onWelcome(Message.Welcome welcome) {
    if (fits(welcome.sender())) {
      met.joined(welcome.sender());
      met.onMet.accept(welcome.sender().node());
    }
    handshake.welcomed(welcome);
  }

  /** A node that is known by its heartbeat alone does not know us, perhaps. */
  void onHeartbeat(Message.Heartbeat heartbeat) {
    NodeAnnouncement sender = heartbeat.sender();
    if (sender.roomBuckets() == roomBuckets && met.joined(sender)) {
      met.onMet.accept(sender.node());
      var unused = sayHello(Router.channelOf(sender.node().id()));
    }
  }

  private boolean fits(NodeAnnouncement member) {
    if (member.roomBuckets() != roomBuckets) {
      log.error(
          "node {} ({}) cannot join: it sorts rooms into {} buckets and this node into {}",
          member.node().id(),
          member.node().label(),
          member.roomBuckets(),
          roomBuckets);
    }
    return member.roomBuckets() == roomBuckets;
  }
}
