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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits to the clients of a cluster, and asks about them, from a process that serves none. Any
 * thread. Its own methods mean the namespace {@code /}.
 *
 * <p>The servers do not count it as a node: nobody asks it, and nobody misses its answers. It gets
 * no events.
 */
public final class SidecastEmitter extends Broadcaster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SidecastEmitter.class);

  private final ServerThreads threads;
  private final ClusterBus bus;
  private final Adapter adapter;
  private final Namespaces namespaces;
  private final HandlerStages stages;
  private final BroadcastOperator everybody;
  private final BrokerChoice broker;
  private final Lifecycle life;

  /** The parts that an emitter is made of. */
  record Parts(ServerThreads threads, ClusterBus bus, BrokerChoice broker) {}

  SidecastEmitter(Parts parts, SocketSettings settings) {
    this.threads = parts.threads();
    this.bus = parts.bus();
    this.broker = parts.broker();
    this.stages = settings.stages();
    this.adapter = Adapter.over(threads.adapterSettings(settings.codec()), bus);
    this.namespaces = new Namespaces(adapter, settings);
    this.everybody = namespaces.of("/").except();
    this.life = new Lifecycle("emitter", threads.handlers(), new Resources());
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
   * Connects to the broker and gets to know the servers. Blocks until that is done. An emitter
   * starts once; after a start that fails it is closed.
   *
   * @return this emitter
   * @throws IllegalStateException if it was started or closed before, or is closed meanwhile
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached, saying what to do
   */
  public SidecastEmitter start() {
    return BlockingStart.start(startAsync(), this::closeAsync);
  }

  /**
   * As {@link #start}, without blocking.
   *
   * @return a stage with this emitter; it fails with what {@link #start} throws
   */
  public CompletionStage<SidecastEmitter> startAsync() {
    return stages.of(
        life.start(
            () -> {
              log.info("emitter {} starts: {}", bus.self().id(), broker);
              return adapter.open();
            }),
        done -> this);
  }

  /**
   * The state of this emitter.
   *
   * @return the state now
   */
  public LifecycleState state() {
    return life.state();
  }

  /**
   * A namespace of the servers.
   *
   * @param namespace its name, the leading slash may be missing
   * @return means everybody in it
   */
  public Broadcaster of(String namespace) {
    return namespaces.elsewhere(namespace);
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
   * Disconnects from the broker and frees every thread; handlers that run are not waited for. A
   * start that is under way fails. Can be called at any time and from any thread, also more than
   * once.
   *
   * @return a stage that completes when all is closed; the same end each time
   */
  public CompletionStage<Void> closeAsync() {
    return stages.of(life.closeAsync());
  }

  /**
   * As {@link #closeAsync}, and waits for it for a bounded time. On a thread of an event loop or a
   * handler it returns at once and the close goes on behind it.
   */
  @Override
  public void close() {
    life.close();
  }

  @Override
  protected BroadcastOperator operator() {
    return everybody;
  }

  /** The broker's connection and the threads. */
  private final class Resources implements Lifecycle.Resources {

    @Override
    public void abort() {
      CompletionStage<Void> unused = bus.close();
    }

    @Override
    public CompletionStage<Void> release() {
      return bus.close().whenComplete((done, failure) -> threads.end());
    }
  }
}
