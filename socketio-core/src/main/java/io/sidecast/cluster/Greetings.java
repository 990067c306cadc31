package io.sidecast.cluster;

import io.sidecast.broker.Channel;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How nodes get to know each other: hello, welcome, heartbeat. Any thread. */
final class Greetings {

  private static final Logger log = LoggerFactory.getLogger(Greetings.class);

  private final NodeInfo self;
  private final boolean isMember;
  private final int roomBuckets;
  private final Outbox outbox;
  private final Membership membership;
  private final Consumer<NodeInfo> onMet;
  private final Arrival arrival;

  /**
   * Creates greetings of a node that has met nobody.
   *
   * @param settings who this node is
   * @param roomBuckets into how many buckets it sorts rooms
   * @param outbox sends the messages
   * @param acquaintances gets the nodes that are met
   */
  Greetings(ClusterSettings settings, int roomBuckets, Outbox outbox, Acquaintances acquaintances) {
    this.self = settings.self();
    this.isMember = settings.part().isMember();
    this.roomBuckets = roomBuckets;
    this.outbox = outbox;
    this.membership = acquaintances.membership();
    this.onMet = acquaintances.onMet();
    this.arrival = new Arrival(self.id(), roomBuckets);
  }

  /**
   * Where nodes go that are met.
   *
   * @param membership gets the members
   * @param onMet is told a node that says hello or welcome, or is new: what it was told before may
   *     be forgotten
   */
  record Acquaintances(Membership membership, Consumer<NodeInfo> onMet) {}

  /** Completes when all that are there have said welcome; fails if this node does not fit. */
  CompletionStage<Void> arrive(ClusterThread thread) {
    return sayHello(Routes.BROADCAST).thenCompose(done -> arrival.within(thread));
  }

  CompletionStage<Void> sayHello(Channel to) {
    return outbox.publish(to, new Message.Hello(self, roomBuckets, isMember));
  }

  void beat() {
    if (isMember) {
      var unused = outbox.publish(Routes.BROADCAST, new Message.Heartbeat(self, roomBuckets));
    }
  }

  /** Who says hello tells everything again when it has been welcomed. */
  void onHello(Message.Hello hello) {
    if (isMember) {
      var welcome = new Message.Welcome(self, roomBuckets, membership.ids());
      var unused = outbox.publish(Routes.channelOf(hello.node().id()), welcome);
    }
    if (hello.isMember() && fits(hello.node(), hello.roomBuckets())) {
      membership.joined(hello.node());
      onMet.accept(hello.node());
    }
  }

  /** The arrival comes last: when it is complete, the members are known. */
  void onWelcome(Message.Welcome welcome) {
    if (fits(welcome.node(), welcome.roomBuckets())) {
      membership.joined(welcome.node());
      onMet.accept(welcome.node());
    }
    arrival.welcomed(welcome);
  }

  /** A node that is known by its heartbeat alone does not know us, perhaps. */
  void onHeartbeat(Message.Heartbeat heartbeat) {
    if (heartbeat.roomBuckets() == roomBuckets && membership.joined(heartbeat.node())) {
      onMet.accept(heartbeat.node());
      var unused = sayHello(Routes.channelOf(heartbeat.node().id()));
    }
  }

  private boolean fits(NodeInfo node, int itsBuckets) {
    if (itsBuckets != roomBuckets) {
      log.error(
          "node {} ({}) cannot join: it sorts rooms into {} buckets and this node into {}",
          node.id(),
          node.label(),
          itsBuckets,
          roomBuckets);
    }
    return itsBuckets == roomBuckets;
  }
}
