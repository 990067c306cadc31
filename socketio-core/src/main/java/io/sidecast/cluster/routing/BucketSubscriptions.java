package io.sidecast.cluster.routing;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import io.sidecast.cluster.queue.ClusterExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of this node to the channels of room buckets. A bucket is subscribed while this
 * node has members in any of its rooms, and for a short time after the last one has left. Every
 * thread may count members; the cluster thread subscribes, one command at a time for each bucket.
 * Thread-safe, except where a method is confined to the cluster thread.
 */
public final class BucketSubscriptions {

  /**
   * Rejoining within this time reuses the subscription. A bucket is unsubscribed at most once in
   * this time.
   */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /**
   * The delay before a failed subscription is retried. A reconnect of the broker retries at once.
   */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final Broker broker;
  private final ClusterExecutor thread;
  private final Consumer<Channel> beforeSubscribe;
  private final List<Subscription> subscriptions;
  private int turn;
  private volatile boolean outage;
  private volatile RoomDelivery delivery = RoomDelivery.BUCKETS;

  /** The route by which emits to rooms arrive at this node. */
  enum RoomDelivery {
    /** On the channels of the buckets. */
    BUCKETS,
    /** By broadcast; the channels of the buckets are subscribed as well. */
    BOTH,
    /** By broadcast. */
    BROADCAST
  }

  /**
   * Creates buckets without subscriptions.
   *
   * @param broker the broker that subscribes
   * @param thread the executor that calls the broker
   * @param buckets the buckets
   * @param beforeSubscribe receives each channel before it is subscribed
   */
  public BucketSubscriptions(
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

  /** Adds an occupied room to a bucket: the room has its first member on this node. */
  void occupied(int bucket) {
    subscriptions.get(bucket).occupied();
  }

  /** Removes a room from a bucket: its last member on this node has left. */
  void vacated(int bucket) {
    subscriptions.get(bucket).vacated();
  }

  /**
   * The subscription of a bucket.
   *
   * @return a stage that completes when an emit to a room of this bucket that starts now, on any
   *     node, arrives here; it fails during an outage and if the broker refuses the subscription
   */
  CompletionStage<Void> inForce(int bucket) {
    return outage
        ? CompletableFuture.failedStage(duringOutage())
        : subscriptions.get(bucket).inForce();
  }

  /**
   * Records that the connection to the broker is lost or restored. A restored connection retries
   * all subscriptions.
   */
  public void setOutage(boolean outage) {
    this.outage = outage;
    if (!outage) {
      subscriptions.forEach(Subscription::settleSoon);
    }
  }

  RoomDelivery delivery() {
    return delivery;
  }

  /** Ends all subscriptions, because the other nodes broadcast emits to rooms. */
  void useBroadcast() {
    use(RoomDelivery.BROADCAST);
  }

  /** Subscribes to the occupied buckets, while the other nodes still broadcast emits to rooms. */
  void useBoth() {
    use(RoomDelivery.BOTH);
  }

  /**
   * Returns to delivery by buckets, if every occupied bucket is subscribed.
   *
   * @return false if an occupied bucket is not subscribed yet
   */
  boolean useBuckets() {
    delivery = RoomDelivery.BUCKETS;
    if (subscriptions.stream().allMatch(Subscription::isSettled)) {
      return true;
    }
    use(RoomDelivery.BOTH);
    return false;
  }

  private void use(RoomDelivery mode) {
    delivery = mode;
    subscriptions.forEach(Subscription::routeChanged);
  }

  /** The number of buckets. */
  public int buckets() {
    return subscriptions.size();
  }

  /** The number of buckets with members on this node. */
  int occupied() {
    return (int) subscriptions.stream().filter(Subscription::isOccupied).count();
  }

  /** The number of subscriptions in force. */
  public int size() {
    return (int) subscriptions.stream().filter(Subscription::isInForce).count();
  }

  /**
   * The next subscribed channel in turn; null without a subscription. Confined to the cluster
   * thread.
   */
  public @Nullable Channel next() {
    for (int i = 0; i < subscriptions.size(); i++) {
      turn = (turn + 1) % subscriptions.size();
      Subscription subscription = subscriptions.get(turn);
      if (subscription.isInForce()) {
        return subscription.channel;
      }
    }
    return null;
  }

  public boolean isInForce(Channel channel) {
    return subscriptions.stream()
        .anyMatch(each -> each.channel.equals(channel) && each.isInForce());
  }

  public void close() {
    var closed = new BrokerException(BrokerException.Kind.CLOSED, "the server is closed");
    subscriptions.forEach(subscription -> subscription.fail(closed));
  }

  private static BrokerException duringOutage() {
    return new BrokerException(
        BrokerException.Kind.UNAVAILABLE,
        "the broker is down: the socket has joined on this node and will receive emits of other"
            + " nodes after the reconnect");
  }

  /** The subscription of one bucket. Thread-safe; its lock guards its fields. */
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
     * Removes one occupied room. When the last one is gone, the waiting stages complete, since
     * their sockets have left; without another member no subscription is made. They complete on the
     * cluster thread, because the caller holds locks.
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

    /**
     * Applies a new route. The waiting stages complete, because emits arrive by broadcast already.
     */
    void routeChanged() {
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

    /**
     * Subscribes or unsubscribes if needed, unless a command is under way. Confined to the cluster
     * thread.
     */
    private void settle() {
      boolean needed;
      synchronized (this) {
        needed = rooms > 0 && delivery != RoomDelivery.BROADCAST;
        if (busy || needed == inForce || (!needed && lingering)) {
          return;
        }
        busy = true;
        inForce = false;
      }
      if (needed) {
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

    /** Ends an unsubscribe command. Its failure does no harm: surplus messages are ignored. */
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
