package io.sidecast.cluster.routing;

import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.membership.Membership;
import io.sidecast.cluster.message.ClusterChannels;
import io.sidecast.cluster.message.DeliveryMode;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.queue.ClusterExecutor;
import io.sidecast.cluster.queue.Outbox;
import io.sidecast.cluster.request.PendingRequests;
import io.sidecast.cluster.routing.BucketSubscriptions.RoomDelivery;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches the delivery mode of this node. A node with members in more than {@code broadcastAbove}
 * buckets receives nearly every emit to a room anyway. It then requests that other nodes broadcast
 * these emits, and ends its bucket subscriptions.
 *
 * <p>Entering broadcast mode: the node notifies the other members, which broadcast every emit to a
 * room from then on. When all have confirmed, and the emits that they sent before have arrived, the
 * subscriptions end. Leaving it: the node subscribes first, then notifies the others. In both
 * directions every emit arrives, and by one route only.
 *
 * <p>Confined to the cluster thread, except {@link #self}.
 */
public final class BroadcastModeController {

  private static final Logger log = LoggerFactory.getLogger(BroadcastModeController.class);

  /** The time after the last confirmation in which emits to buckets still arrive. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final int threshold;
  private final Duration confirmationTimeout;
  private final BucketSubscriptions rooms;
  private final ClusterExecutor thread;
  private final Peers peers;
  private volatile DeliveryMode self = DeliveryMode.NONE;
  private boolean switching;

  /**
   * The other nodes, and the means to reach them.
   *
   * @param membership the nodes that must confirm
   * @param requests collects the confirmations
   * @param outbox sends the notification
   */
  public record Peers(Membership membership, PendingRequests requests, Outbox outbox) {}

  public BroadcastModeController(
      ClusterSettings settings, BucketSubscriptions rooms, ClusterExecutor thread, Peers peers) {
    this.threshold = settings.part().broadcastAbove();
    this.confirmationTimeout = settings.nodeTimeout();
    this.rooms = rooms;
    this.thread = thread;
    this.peers = peers;
  }

  /** The delivery mode that this node announces to others. Thread-safe. */
  public DeliveryMode self() {
    return self;
  }

  /**
   * Takes the next step of a switch, if one is due. Called at every heartbeat, before the
   * announcement is sent.
   */
  public void review() {
    if (threshold == 0 || switching) {
      return;
    }
    RoomDelivery delivery = rooms.delivery();
    int occupied = rooms.occupied();
    if (delivery == RoomDelivery.BROADCAST && occupied <= threshold / 2) {
      rooms.useBoth();
    } else if (delivery == RoomDelivery.BOTH && rooms.useBuckets()) {
      self = self.next(false);
      log.info("leaving broadcast mode: {} room buckets in use", occupied);
    } else if (delivery == RoomDelivery.BUCKETS && (self.isActive() || occupied > threshold)) {
      requestBroadcast();
    }
  }

  private void requestBroadcast() {
    switching = true;
    if (!self.isActive()) {
      self = self.next(true);
    }
    Set<NodeId> members = peers.membership.ids();
    peers
        .requests
        .send(
            members,
            confirmationTimeout,
            id ->
                peers.outbox.publish(
                    ClusterChannels.BROADCAST, new Message.DeliveryModeChanged(id, self)))
        .whenComplete(
            (responses, failure) -> thread.execute(() -> onConfirmations(members, responses)));
  }

  /**
   * Ends the subscriptions when every member has confirmed; otherwise the next review repeats the
   * request.
   */
  private void onConfirmations(Set<NodeId> asked, @Nullable RemoteResponses responses) {
    Set<NodeId> members = peers.membership.ids();
    if (responses != null
        && asked.containsAll(members)
        && responses.missing().stream().noneMatch(members::contains)) {
      var unused = thread.after(LINGER, this::useBroadcast);
    } else {
      switching = false;
    }
  }

  private void useBroadcast() {
    switching = false;
    log.info("entering broadcast mode: {} room buckets in use", rooms.occupied());
    rooms.useBroadcast();
  }
}
