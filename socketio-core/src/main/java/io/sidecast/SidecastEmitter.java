package io.sidecast;

import io.sidecast.adapter.Adapter;
import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Broadcaster;
import io.sidecast.socket.HandlerStages;
import io.sidecast.socket.Namespaces;
import io.sidecast.socket.SocketSettings;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Emits to the clients of a cluster, and asks about them, from a process that serves none. Any
 * thread. Its own methods mean the namespace {@code /}.
 *
 * <p>The servers do not count it as a node: nobody asks it, and nobody misses its answers. It gets
 * no events.
 */
public final class SidecastEmitter extends Broadcaster implements AutoCloseable {

  private final ServerThreads threads;
  private final ClusterBus bus;
  private final Adapter adapter;
  private final Namespaces namespaces;
  private final HandlerStages stages;
  private final BroadcastOperator everybody;
  private final AtomicBoolean started = new AtomicBoolean();

  SidecastEmitter(ServerThreads threads, ClusterBus bus, SocketSettings settings) {
    this.threads = threads;
    this.bus = bus;
    this.stages = settings.stages();
    this.adapter = Adapter.over(threads.adapterSettings(settings.codec()), bus);
    this.namespaces = new Namespaces(adapter, settings);
    this.everybody = namespaces.of("/").except();
  }

  /**
   * Starts to describe an emitter.
   *
   * @return a builder; the settings that concern the broker and the cluster must be those of the
   *     servers
   */
  public static SidecastEmitterBuilder builder() {
    return new SidecastEmitterBuilder();
  }

  /**
   * Connects to the broker and gets to know the servers. Blocks until that is done. Called once.
   *
   * @return this emitter
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached, saying what to do
   */
  public SidecastEmitter start() {
    return Startup.start(startAsync(), this::closeAsync);
  }

  /**
   * As {@link #start}, without blocking.
   *
   * @return a stage with this emitter; it fails with what {@link #start} throws
   */
  public CompletionStage<SidecastEmitter> startAsync() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("an emitter can be started once");
    }
    return stages.of(adapter.open(), done -> this);
  }

  /**
   * A namespace of the servers.
   *
   * @param namespace its name, the leading slash may be missing
   * @return means everybody in it
   */
  public Broadcaster of(String namespace) {
    return namespaces.of(namespace);
  }

  /**
   * The servers that are known to be alive.
   *
   * @return a snapshot
   */
  public List<NodeInfo> nodes() {
    return bus.nodes();
  }

  /**
   * What has passed between this emitter and the broker.
   *
   * @return a snapshot
   */
  public ClusterStats clusterStats() {
    return bus.stats();
  }

  /**
   * Disconnects from the broker and frees every thread. Idempotent.
   *
   * @return a stage that completes when all is closed
   */
  public CompletionStage<Void> closeAsync() {
    return stages.of(bus.close().whenComplete((done, failure) -> threads.end()));
  }

  /** As {@link #closeAsync}, and waits for it for a bounded time. */
  @Override
  public void close() {
    Startup.close(closeAsync());
    threads.handlers().close(Startup.CLOSE_DEADLINE);
  }

  @Override
  protected BroadcastOperator operator() {
    return everybody;
  }
}
