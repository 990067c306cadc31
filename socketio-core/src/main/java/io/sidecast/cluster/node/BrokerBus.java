package io.sidecast.cluster.node;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerOpening;
import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.BrokerOpener;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.cluster.bus.ClusterSettings;
import io.sidecast.cluster.queue.Inbox;
import io.sidecast.cluster.routing.RoomSubscriptions;
import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bus over a broker: before, during and after the join. Thread-safe. */
public final class BrokerBus implements ClusterBus {

  private final ClusterSettings settings;
  private final BrokerOpener opener;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  /** The node from the moment when the broker is open; its join may not be complete. */
  private volatile @Nullable ClusterNode joining;

  private volatile @Nullable ClusterNode joined;

  /** The opening of the broker, null before it begins; guarded by this object. */
  private @Nullable CompletableFuture<BrokerOpening> opening;

  /** Whether a close has begun; changed by a thread that holds the lock of this object. */
  private volatile boolean closing;

  /**
   * Creates a bus over a broker, to be opened by {@link #open}.
   *
   * @param settings the settings of this node
   * @param opener the function that opens the broker
   */
  public BrokerBus(ClusterSettings settings, BrokerOpener opener) {
    this.settings = settings;
    this.opener = opener;
  }

  @Override
  public CompletionStage<Void> open(ClusterListener listener) {
    var inbox = new Inbox(settings.self().id());
    return beginOpening(inbox)
        .thenCompose(BrokerOpening::broker)
        .thenCompose(broker -> join(over(broker, inbox, listener)))
        .whenComplete((done, failure) -> opened.complete(null));
  }

  /**
   * Opens the broker on a thread of its own. The first opening in a JVM loads the classes of a
   * client library, which takes time and can swallow an interrupt.
   */
  private synchronized CompletableFuture<BrokerOpening> beginOpening(BrokerListener listener) {
    if (closing) {
      return CompletableFuture.failedFuture(BrokerException.closed());
    }
    opening = CompletableFuture.supplyAsync(() -> opener.open(listener), BrokerBus::onNewThread);
    return opening;
  }

  private static void onNewThread(Runnable task) {
    var thread = new Thread(task, "sidecast-open");
    thread.setDaemon(true);
    thread.start();
  }

  private ClusterNode over(Broker broker, Inbox inbox, ClusterListener listener) {
    try {
      return new ClusterNode(settings, broker, inbox, listener);
    } catch (RuntimeException | Error e) {
      CompletionStage<Void> unused = broker.close();
      throw e;
    }
  }

  /**
   * Joins, unless {@link #close} was called before the broker was open. A later close finds the
   * node in {@link #joining}.
   */
  private CompletionStage<Void> join(ClusterNode bus) {
    joining = bus;
    return closing
        ? bus.close().thenCompose(done -> CompletableFuture.failedStage(BrokerException.closed()))
        : bus.join().thenAccept(done -> joined = bus);
  }

  @Override
  public NodeInfo self() {
    return settings.self();
  }

  @Override
  public List<NodeInfo> nodes() {
    ClusterNode bus = joined;
    if (bus == null) {
      return settings.part().isMember() ? List.of(self()) : List.of();
    }
    return bus.nodes();
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet) {
    ClusterNode bus = joined;
    return bus == null ? notOpen() : bus.emit(audience, packet);
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    ClusterNode bus = joined;
    return bus == null ? notOpen() : bus.serverSideEmit(namespace, event);
  }

  @Override
  public CompletionStage<RemoteResponses> request(ClusterRequest request, Duration timeout) {
    ClusterNode bus = joined;
    return bus == null ? notOpen() : bus.request(request, timeout);
  }

  @Override
  public void occupied(String namespace, String room) {
    open().occupied(namespace, room);
  }

  @Override
  public void vacated(String namespace, String room) {
    open().vacated(namespace, room);
  }

  @Override
  public CompletionStage<Void> inForce(String namespace, Collection<String> rooms) {
    return open().inForce(namespace, rooms);
  }

  /** The subscriptions of the joined node. Sockets connect only after the join. */
  private RoomSubscriptions open() {
    ClusterNode bus = joined;
    if (bus == null) {
      throw new IllegalStateException("a socket connected before the server joined its cluster");
    }
    return bus.roomSubscriptions();
  }

  private static <T> CompletionStage<T> notOpen() {
    return CompletableFuture.failedStage(
        new BrokerException(
            BrokerException.Kind.UNAVAILABLE,
            "the server has not joined its cluster yet: start it before you emit"));
  }

  @Override
  public ClusterStats stats() {
    ClusterNode bus = joined;
    return bus == null
        ? ClusterStats.nothing(closing ? ClusterState.CLOSED : ClusterState.DOWN)
        : bus.stats();
  }

  @Override
  public CompletionStage<Void> close() {
    CompletableFuture<BrokerOpening> begun = endOpening();
    ClusterNode bus = joining;
    if (bus != null) {
      return bus.close();
    }
    if (begun == null) {
      return nothing();
    }
    var unused = begun.thenAccept(BrokerOpening::cancel);
    return opened.thenCompose(done -> closeBus());
  }

  private synchronized @Nullable CompletableFuture<BrokerOpening> endOpening() {
    closing = true;
    return opening;
  }

  private CompletionStage<Void> closeBus() {
    ClusterNode bus = joining;
    return bus == null ? nothing() : bus.close();
  }

  private static CompletionStage<Void> nothing() {
    return CompletableFuture.completedStage(null);
  }
}
