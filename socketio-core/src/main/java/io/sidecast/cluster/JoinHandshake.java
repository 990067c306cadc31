package io.sidecast.cluster;

import io.sidecast.broker.BrokerException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a node waits for when it joins: the welcome of every member that is there, so that it knows
 * from the start whom to ask. Any thread.
 */
final class JoinHandshake {

  /** Who has heard nothing after this is alone. */
  private static final Duration FIRST = Duration.ofMillis(500);

  /** A member that is known to others and says nothing is not waited for longer. */
  private static final Duration LAST = Duration.ofSeconds(2);

  private final NodeId self;
  private final int roomBuckets;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Set<NodeId> welcoming = new HashSet<>();
  private final Set<NodeId> expected = new HashSet<>();

  JoinHandshake(NodeId self, int roomBuckets) {
    this.self = self;
    this.roomBuckets = roomBuckets;
  }

  /** Starts to wait; fails if this node does not fit into the cluster. */
  CompletionStage<Void> within(ClusterExecutor thread) {
    var unusedFirst = thread.after(FIRST, this::completeIfAlone);
    var unusedLast = thread.after(LAST, () -> done.complete(null));
    return done;
  }

  /** The node does not join after all. */
  void fail(BrokerException reason) {
    done.completeExceptionally(reason);
  }

  private synchronized void completeIfAlone() {
    if (welcoming.isEmpty()) {
      done.complete(null);
    }
  }

  /** A welcome that comes after the end of the wait changes nothing. */
  synchronized void welcomed(Message.Welcome welcome) {
    if (done.isDone()) {
      return;
    }
    if (welcome.sender().roomBuckets() != roomBuckets) {
      done.completeExceptionally(misfit(welcome.sender()));
      return;
    }
    welcoming.add(welcome.sender().node().id());
    expected.addAll(welcome.others());
    expected.remove(self);
    if (welcoming.containsAll(expected)) {
      done.complete(null);
    }
  }

  private BrokerException misfit(NodeAnnouncement member) {
    return new BrokerException(
        BrokerException.Kind.BAD_CONFIG,
        "node %s (%s) sorts rooms into %d buckets and this node into %d: set roomBuckets(%d) here, or use another prefix"
            .formatted(
                member.node().id(),
                member.node().label(),
                member.roomBuckets(),
                roomBuckets,
                member.roomBuckets()));
  }
}
