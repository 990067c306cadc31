package io.sidecast.cluster;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions to the channels of rooms: one while this node has members in any room of the
 * bucket, and for a moment longer. Any thread counts; the cluster thread subscribes, one command at
 * a time for each bucket.
 */
final class BucketSubscriptions {

  /** Who leaves and comes back soon costs nothing; a bucket is left once in this time at most. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** A subscription that failed is tried again after this, and when the broker is back. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final Broker broker;
  private final ClusterExecutor thread;
  private final Consumer<Channel> beforeSubscribe;
  private final List<Subscription> subscriptions;
  private int turn;
  private volatile boolean outage;
  private volatile RoomDelivery delivery = RoomDelivery.BUCKETS;

  /** By which way emits to rooms arrive here. */
  enum RoomDelivery {
    /** On the channels of the buckets. */
    BUCKETS,
    /** By broadcast, and the channels of the buckets are subscribed besides. */
    BOTH,
    /** By broadcast. */
    BROADCAST
  }

  /**
   * Creates channels without subscriptions.
   *
   * @param broker subscribes
   * @param thread calls the broker
   * @param buckets the buckets
   * @param beforeSubscribe is told each channel before it is heard from the start
   */
  BucketSubscriptions(
      Broker broker,
      ClusterExecutor thread,
      RoomBuckets buckets,
      Consumer<Channel> beforeSubscribe) {
    this.broker = broker;
    this.thread = thread;
    this.beforeSubscribe = beforeSubscribe;
    this.subscriptions =
        IntStream.range(0, buckets.count())
            .mapToObj(bucket -> new Subscription(buckets.channel(bucket)))
            .toList();
  }

  /** A room of this bucket has got its first member here. */
  void occupied(int bucket) {
    subscriptions.get(bucket).occupied();
  }

  /** A room of this bucket has lost its last member here. */
  void vacated(int bucket) {
    subscriptions.get(bucket).vacated();
  }

  /** Completes when an emit to a room of this bucket that starts now, on any node, arrives here. */
  CompletionStage<Void> inForce(int bucket) {
    return outage
        ? CompletableFuture.failedStage(duringOutage())
        : subscriptions.get(bucket).inForce();
  }

  /** The connection to the broker is lost, or whole again. */
  void setOutage(boolean outage) {
    this.outage = outage;
    if (!outage) {
      subscriptions.forEach(Subscription::settleSoon);
    }
  }

  RoomDelivery delivery() {
    return delivery;
  }

  /** The others broadcast what is meant for rooms: ends all subscriptions. */
  void useBroadcast() {
    hear(RoomDelivery.BROADCAST);
  }

  /** Subscribes again to what is occupied, although all that is meant for rooms is broadcast. */
  void useBoth() {
    hear(RoomDelivery.BOTH);
  }

  /**
   * The others may send to the buckets again, unless it is too early for that.
   *
   * @return false if an occupied bucket is not subscribed yet
   */
  boolean useBuckets() {
    delivery = RoomDelivery.BUCKETS;
    if (subscriptions.stream().allMatch(Subscription::isSettled)) {
      return true;
    }
    hear(RoomDelivery.BOTH);
    return false;
  }

  private void hear(RoomDelivery route) {
    delivery = route;
    subscriptions.forEach(Subscription::wayChanged);
  }

  /** How many buckets there are. */
  int buckets() {
    return subscriptions.size();
  }

  /** How many buckets have members here. */
  int occupied() {
    return (int) subscriptions.stream().filter(Subscription::isOccupied).count();
  }

  /** How many are in force. */
  int size() {
    return (int) subscriptions.stream().filter(Subscription::isInForce).count();
  }

  /** The next subscribed channel in turn; null if there is none. Confined to the cluster thread. */
  @Nullable Channel next() {
    for (int i = 0; i < subscriptions.size(); i++) {
      turn = (turn + 1) % subscriptions.size();
      Subscription subscription = subscriptions.get(turn);
      if (subscription.isInForce()) {
        return subscription.channel;
      }
    }
    return null;
  }

  boolean isInForce(Channel channel) {
    return subscriptions.stream()
        .anyMatch(each -> each.channel.equals(channel) && each.isInForce());
  }

  void close() {
    var closed = new BrokerException(BrokerException.Kind.CLOSED, "the server is closed");
    subscriptions.forEach(subscription -> subscription.fail(closed));
  }

  private static BrokerException duringOutage() {
    return new BrokerException(
        BrokerException.Kind.UNAVAILABLE,
        "the broker is down: the socket has joined on this node, and emits of other nodes reach it"
            + " when the broker is back");
  }

  /** One bucket. Its fields change under its lock. */
  private final class Subscription {
    private final Channel channel;
    private int rooms;
    private boolean inForce;
    private boolean busy;
    private boolean lingering;
    private @Nullable CompletableFuture<Void> waiting;

    Subscription(Channel channel) {
      this.channel = channel;
    }

    synchronized void occupied() {
      rooms++;
      if (rooms == 1 && !inForce) {
        settleSoon();
      }
    }

    /**
     * The waiting sockets have left; without another member no subscription is made. Their stages
     * complete on the cluster thread, since the caller holds locks.
     */
    synchronized void vacated() {
      rooms--;
      if (rooms > 0) {
        return;
      }
      CompletableFuture<Void> left = takeWaiting();
      if (left != null) {
        thread.execute(() -> left.complete(null));
      }
      if (!lingering) {
        lingering = true;
        var unused = thread.after(LINGER, this::endLinger);
      }
    }

    private void endLinger() {
      synchronized (this) {
        lingering = false;
      }
      settle();
    }

    synchronized boolean isInForce() {
      return inForce;
    }

    synchronized boolean isOccupied() {
      return rooms > 0;
    }

    synchronized boolean isSettled() {
      return inForce || rooms == 0;
    }

    /** Who waits hears by broadcast already, if that is the way now. */
    void wayChanged() {
      complete(waiters -> waiters.complete(null));
      settleSoon();
    }

    synchronized CompletionStage<Void> inForce() {
      if (inForce || rooms == 0 || delivery != RoomDelivery.BUCKETS) {
        return DONE;
      }
      if (waiting == null) {
        waiting = new CompletableFuture<>();
      }
      return waiting.minimalCompletionStage();
    }

    void settleSoon() {
      thread.execute(this::settle);
    }

    /** Cluster thread only. Does what is to be done, if nothing is under way. */
    private void settle() {
      boolean wanted;
      synchronized (this) {
        wanted = rooms > 0 && delivery != RoomDelivery.BROADCAST;
        if (busy || wanted == inForce || (!wanted && lingering)) {
          return;
        }
        busy = true;
        inForce = false;
      }
      if (wanted) {
        beforeSubscribe.accept(channel);
        broker.subscribe(channel).whenComplete((done, failure) -> subscribed(failure));
      } else {
        broker.unsubscribe(channel).whenComplete((done, failure) -> unsubscribed());
      }
    }

    private void subscribed(@Nullable Throwable failure) {
      synchronized (this) {
        busy = false;
        inForce = failure == null;
      }
      if (failure == null) {
        complete(waiters -> waiters.complete(null));
        settleSoon();
      } else {
        fail(failure);
        if (!outage) {
          var unused = thread.after(RETRY, this::settle);
        }
      }
    }

    /** What still arrives if that failed does no harm. */
    private synchronized void unsubscribed() {
      busy = false;
      settleSoon();
    }

    void fail(Throwable failure) {
      complete(waiters -> waiters.completeExceptionally(failure));
    }

    private void complete(Consumer<CompletableFuture<Void>> completion) {
      CompletableFuture<Void> waiters = takeWaiting();
      if (waiters != null) {
        completion.accept(waiters);
      }
    }

    private synchronized @Nullable CompletableFuture<Void> takeWaiting() {
      CompletableFuture<Void> waiters = waiting;
      waiting = null;
      return waiters;
    }
  }
}
