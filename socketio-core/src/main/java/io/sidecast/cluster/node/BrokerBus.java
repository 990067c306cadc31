package io.sidecast.cluster.node;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
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
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The bus over a broker: before, during and after the join. Its state changes in one direction:
 * {@link New}, {@link Opening}, {@link Joining}, {@link Joined}. A close before the join leads to
 * {@link Closed} from each of the other three. Thread-safe.
 */
public final class BrokerBus implements ClusterBus {

  private final ClusterSettings settings;
  private final BrokerOpener opener;

  /** Changed under the lock of this object. */
  private volatile State state = new New();

  private sealed interface State permits New, Opening, Joining, Joined, Closed {}

  /** The bus is not open yet. */
  private record New() implements State {}

  /**
   * The broker is being opened.
   *
   * @param opening the opening, once the provider has loaded
   * @param ended completes when the opening, and the join after it, has succeeded or failed
   */
  private record Opening(CompletableFuture<BrokerOpening> opening, CompletableFuture<Void> ended)
      implements State {}

  private record Joining(ClusterNode node) implements State {}

  private record Joined(ClusterNode node) implements State {}

  /** Closed before the join. A joined node that is closed stays, for its statistics. */
  private record Closed(State before) implements State {}

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
  public synchronized CompletionStage<Void> open(ClusterListener listener) {
    if (!(state instanceof New)) {
      return CompletableFuture.failedStage(BrokerException.closed());
    }
    var inbox = new Inbox(settings);
    var opening = CompletableFuture.supplyAsync(() -> opener.open(inbox), BrokerBus::onNewThread);
    var ended = new CompletableFuture<Void>();
    state = new Opening(opening, ended);
    return opening
        .thenCompose(BrokerOpening::broker)
        .thenCompose(broker -> join(over(broker, inbox, listener)))
        .whenComplete((done, failure) -> ended.complete(null));
  }

  /**
   * Starts a thread that opens the broker. The first opening in a JVM loads the classes of a client
   * library, which takes time and can swallow an interrupt.
   */
  private static void onNewThread(Runnable task) {
    var thread = new Thread(task, "sidecast-open");
    thread.setDaemon(true);
    thread.start();
  }

  private ClusterNode over(Broker broker, Inbox inbox, ClusterListener listener) {
    try {
      return new ClusterNode(settings, broker, inbox, listener, opener.loop().orElse(null));
    } catch (RuntimeException | Error e) {
      CompletionStage<Void> unused = broker.close();
      throw e;
    }
  }

  /** Joins, unless {@link #close} was called before the broker was open. */
  private CompletionStage<Void> join(ClusterNode node) {
    return advance(new Joining(node))
        ? node.join().thenAccept(done -> advance(new Joined(node)))
        : node.close().thenCompose(done -> CompletableFuture.failedStage(BrokerException.closed()));
  }

  /** Changes the state unless this bus is closed. Returns whether it has changed. */
  private synchronized boolean advance(State next) {
    if (state instanceof Closed) {
      return false;
    }
    state = next;
    return true;
  }

  /** Returns the node, or null before and during the join. */
  private @Nullable ClusterNode joined() {
    return state instanceof Joined joined ? joined.node() : null;
  }

  @Override
  public NodeInfo self() {
    return settings.self();
  }

  @Override
  public List<NodeInfo> nodes() {
    ClusterNode node = joined();
    if (node == null) {
      return settings.part().isMember() ? List.of(self()) : List.of();
    }
    return node.nodes();
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet) {
    ClusterNode node = joined();
    return node == null ? notOpen() : node.emit(audience, packet);
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    ClusterNode node = joined();
    return node == null ? notOpen() : node.serverSideEmit(namespace, event);
  }

  @Override
  public CompletionStage<RemoteResponses> request(ClusterRequest request, Duration timeout) {
    ClusterNode node = joined();
    return node == null ? notOpen() : node.request(request, timeout);
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
    ClusterNode node = joined();
    if (node == null) {
      throw new IllegalStateException("a socket connected before the server joined its cluster");
    }
    return node.roomSubscriptions();
  }

  private static <T> CompletionStage<T> notOpen() {
    return CompletableFuture.failedStage(
        new BrokerException(
            BrokerException.Kind.UNAVAILABLE,
            "the server has not joined its cluster yet: start it before you emit"));
  }

  @Override
  public ClusterStats stats() {
    ClusterNode node = joined();
    return node == null
        ? ClusterStats.nothing(state instanceof Closed ? ClusterState.CLOSED : ClusterState.DOWN)
        : node.stats();
  }

  @Override
  public CompletionStage<Void> close() {
    return release(closed());
  }

  /**
   * Changes the state to closed, unless the node has joined. Returns the state before the close.
   */
  private synchronized State closed() {
    if (state instanceof Closed closed) {
      return closed.before();
    }
    State before = state;
    if (!(before instanceof Joined)) {
      state = new Closed(before);
    }
    return before;
  }

  /** Releases what a state holds. May be called more than once. */
  private static CompletionStage<Void> release(State state) {
    if (state instanceof Joined joined) {
      return joined.node().close();
    }
    if (state instanceof Joining joining) {
      return joining.node().close();
    }
    if (state instanceof Opening open) {
      var unused = open.opening().thenAccept(BrokerOpening::cancel);
      return open.ended();
    }
    return CompletableFuture.completedStage(null);
  }
}
