package io.sidecast.cluster;

import io.sidecast.cluster.ClusterBus.RemoteAnswers;
import io.sidecast.cluster.RoomChannels.Hearing;
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
final class BroadcastFallback {

  private static final Logger log = LoggerFactory.getLogger(BroadcastFallback.class);

  /** What was sent to a bucket before its sender confirmed has come after this. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final int threshold;
  private final Duration patience;
  private final RoomChannels rooms;
  private final ClusterThread thread;
  private final Others others;
  private volatile Fallback self = Fallback.NONE;
  private boolean busy;

  /**
   * The others, and the ways to them.
   *
   * @param membership who has to confirm
   * @param requests collects the confirmations
   * @param outbox tells them
   */
  record Others(Membership membership, Requests requests, Outbox outbox) {}

  BroadcastFallback(
      ClusterSettings settings, RoomChannels rooms, ClusterThread thread, Others others) {
    this.threshold = settings.part().broadcastAbove();
    this.patience = settings.nodeTimeout();
    this.rooms = rooms;
    this.thread = thread;
    this.others = others;
  }

  /** What to tell others of this node. Any thread. */
  Fallback self() {
    return self;
  }

  /** Does what is to be done next, at every heartbeat, before the others are told. */
  void review() {
    if (threshold == 0 || busy) {
      return;
    }
    Hearing hearing = rooms.hearing();
    int occupied = rooms.occupied();
    if (hearing == Hearing.BROADCAST && occupied <= threshold / 2) {
      rooms.hearBoth();
    } else if (hearing == Hearing.BOTH && rooms.hearBuckets()) {
      self = self.next(false);
      log.info("{} buckets are occupied: hears them and no broadcast for rooms", occupied);
    } else if (hearing == Hearing.BUCKETS && (self.isActive() || occupied > threshold)) {
      askForBroadcast();
    }
  }

  private void askForBroadcast() {
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
            id -> others.outbox.publish(Routes.BROADCAST, new Message.FallbackChanged(id, self)))
        .whenComplete((answers, failure) -> thread.execute(() -> answered(members, answers)));
  }

  /** If somebody may not know, the next review asks again. */
  private void answered(Set<NodeId> asked, @Nullable RemoteAnswers answers) {
    Set<NodeId> members = others.membership.ids();
    if (answers != null
        && asked.containsAll(members)
        && answers.missing().stream().noneMatch(members::contains)) {
      var unused = thread.after(LINGER, this::hearBroadcast);
    } else {
      busy = false;
    }
  }

  private void hearBroadcast() {
    busy = false;
    log.info("{} buckets are occupied: hears rooms by broadcast", rooms.occupied());
    rooms.hearBroadcast();
  }
}
