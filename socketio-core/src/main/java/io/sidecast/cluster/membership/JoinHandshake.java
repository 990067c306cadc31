package io.sidecast.cluster.membership;

import io.sidecast.broker.BrokerException;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.message.Message;
import io.sidecast.cluster.message.NodeAnnouncement;
import io.sidecast.cluster.queue.ClusterExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Waits, when a node joins, for the welcome of every present member. So the node has a complete
 * membership before it sends requests. Thread-safe.
 */
final class JoinHandshake {

  /** A node that received no welcome within this time is the only member. */
  private static final Duration FIRST = Duration.ofMillis(500);

  /** The maximum time to wait for the welcome of a member that others have announced. */
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

  /**
   * Starts to wait.
   *
   * @return a stage that completes when all welcomes have arrived or the time is over; it fails
   *     with a {@link BrokerException} if the number of room buckets differs from that of the
   *     cluster, or if this node is closed
   */
  CompletionStage<Void> within(ClusterExecutor thread) {
    var unusedFirst = thread.after(FIRST, this::completeIfAlone);
    var unusedLast = thread.after(LAST, () -> done.complete(null));
    return done;
  }

  /** Fails the wait. */
  void fail(BrokerException reason) {
    done.completeExceptionally(reason);
  }

  private synchronized void completeIfAlone() {
    if (welcoming.isEmpty()) {
      done.complete(null);
    }
  }

  /** Records a welcome. A late one is ignored. */
  synchronized void welcomed(Message.Welcome welcome) {
    if (done.isDone()) {
      return;
    }
    if (welcome.sender().roomBuckets() != roomBuckets) {
      done.completeExceptionally(bucketMismatch(welcome.sender()));
      return;
    }
    welcoming.add(welcome.sender().node().id());
    expected.addAll(welcome.others());
    expected.remove(self);
    if (welcoming.containsAll(expected)) {
      done.complete(null);
    }
  }

  private BrokerException bucketMismatch(NodeAnnouncement member) {
    return new BrokerException(
        BrokerException.Kind.BAD_CONFIG,
        "node %s (%s) divides rooms into %d buckets and this node into %d: set roomBuckets(%d) here, or use another prefix"
            .formatted(
                member.node().id(),
                member.node().label(),
                member.roomBuckets(),
                roomBuckets,
                member.roomBuckets()));
  }
}
