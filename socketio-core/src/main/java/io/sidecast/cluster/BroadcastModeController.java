package io.sidecast.cluster;

import io.sidecast.cluster.BucketSubscriptions.RoomDelivery;
import io.sidecast.cluster.ClusterBus.RemoteResponses;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets this node hear by broadcast what is meant for rooms, while it has members in so many buckets
 * that it hears nearly everything anyway. Cluster thread only, except {@link #self}.
 *
 * <p>There: the other members are told, and broadcast from then on what is meant for any room; when
 * all have confirmed, and what they had sent before has come, the subscriptions end. Back: the
 * subscriptions come first, then the others are told. So every emit comes, and by one way only.
 */
final class BroadcastModeController {

  private static final Logger log = LoggerFactory.getLogger(BroadcastModeController.class);

  /** What was sent to a bucket before its sender confirmed has come after this. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final int threshold;
  private final Duration patience;
  private final BucketSubscriptions rooms;
  private final ClusterExecutor thread;
  private final Others others;
  private volatile DeliveryMode self = DeliveryMode.NONE;
  private boolean busy;

  /**
   * The others, and the ways to them.
   *
   * @param membership who has to confirm
   * @param requests collects the confirmations
   * @param outbox tells them
   */
  record Others(Membership membership, PendingRequests requests, Outbox outbox) {}

  BroadcastModeController(
      ClusterSettings settings, BucketSubscriptions rooms, ClusterExecutor thread, Others others) {
    this.threshold = settings.part().broadcastAbove();
    this.patience = settings.nodeTimeout();
    this.rooms = rooms;
    this.thread = thread;
    this.others = others;
  }

  /** What to tell others of this node. Any thread. */
  DeliveryMode self() {
    return self;
  }

  /** Does what is to be done next, at every heartbeat, before the others are told. */
  void review() {
    if (threshold == 0 || busy) {
      return;
    }
    RoomDelivery delivery = rooms.delivery();
    int occupied = rooms.occupied();
    if (delivery == RoomDelivery.BROADCAST && occupied <= threshold / 2) {
      rooms.useBoth();
    } else if (delivery == RoomDelivery.BOTH && rooms.useBuckets()) {
      self = self.next(false);
      log.info("{} buckets are occupied: hears them and no broadcast for rooms", occupied);
    } else if (delivery == RoomDelivery.BUCKETS && (self.isActive() || occupied > threshold)) {
      requestBroadcast();
    }
  }

  private void requestBroadcast() {
    busy = true;
    if (!self.isActive()) {
      self = self.next(true);
    }
    Set<NodeId> members = others.membership.ids();
    others
        .requests
        .send(
            members,
            patience,
            id ->
                others.outbox.publish(Router.BROADCAST, new Message.DeliveryModeChanged(id, self)))
        .whenComplete((responses, failure) -> thread.execute(() -> answered(members, responses)));
  }

  /** If somebody may not know, the next review asks again. */
  private void answered(Set<NodeId> asked, @Nullable RemoteResponses responses) {
    Set<NodeId> members = others.membership.ids();
    if (responses != null
        && asked.containsAll(members)
        && responses.missing().stream().noneMatch(members::contains)) {
      var unused = thread.after(LINGER, this::useBroadcast);
    } else {
      busy = false;
    }
  }

  private void useBroadcast() {
    busy = false;
    log.info("{} buckets are occupied: hears rooms by broadcast", rooms.occupied());
    rooms.useBroadcast();
  }
}
