package io.sidecast;

import io.sidecast.adapter.Adapter;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterBus;
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
 * Emits to the clients of a cluster, and queries and manages their sockets, from a process that
 * serves no clients. The methods of the emitter itself apply to the namespace {@code /}.
 *
 * <p>An emitter is not a node of the cluster: it receives no events and no requests, and no request
 * waits for its response. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SidecastEmitter extends Broadcaster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SidecastEmitter.class);

  private final ServerThreads threads;
  private final ClusterBus bus;
  private final Adapter adapter;
  private final Namespaces namespaces;
  private final HandlerStages stages;
  private final BroadcastOperator allSockets;
  private final BrokerChoice broker;
  private final Lifecycle lifecycle;

  /** The parts of an emitter. */
  record Parts(ServerThreads threads, ClusterBus bus, BrokerChoice broker) {}

  SidecastEmitter(Parts parts, SocketSettings settings) {
    this.threads = parts.threads();
    this.bus = parts.bus();
    this.broker = parts.broker();
    this.stages = settings.stages();
    this.adapter = new Adapter(threads.adapterSettings(settings.codec(), settings.limits()), bus);
    this.namespaces = new Namespaces(adapter, settings);
    this.allSockets = namespaces.of("/").except();
    this.lifecycle = new Lifecycle("emitter", threads.handlers(), new Resources());
  }

  /**
   * Creates a builder of an emitter.
   *
   * @return a builder; its settings of the broker and the cluster must be the same as those of the
   *     servers
   */
  public static SidecastEmitterBuilder builder() {
    return new SidecastEmitterBuilder();
  }

  /**
   * Connects to the broker and discovers the servers. Blocks until both are done, for a minute at
   * most. An emitter starts once; after a failed start it is closed.
   *
   * @return this emitter
   * @throws IllegalStateException if the emitter was already started or closed, if it is closed
   *     meanwhile, if the calling thread is interrupted, or if the start exceeds a minute
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached; the message names
   *     the remedy
   */
  public SidecastEmitter start() {
    return BlockingStart.start(startAsync(), this::closeAsync);
  }

  /**
   * Starts without blocking and without a time limit, see {@link #start}.
   *
   * @return a stage that completes with this emitter, on a handler thread; it fails with the
   *     exceptions of {@link #start}
   */
  public CompletionStage<SidecastEmitter> startAsync() {
    return stages.of(
        lifecycle.start(
            () -> {
              log.info("emitter {} starts: {}", bus.self().id(), broker);
              return adapter.open(Runnable::run);
            }),
        done -> this);
  }

  /**
   * The state of this emitter.
   *
   * @return the current state
   */
  public LifecycleState state() {
    return lifecycle.state();
  }

  /**
   * A namespace of the servers.
   *
   * @param namespace the name of the namespace; the leading slash is optional
   * @return the operations on all sockets of the namespace
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
   * The statistics of the traffic between this emitter and the broker.
   *
   * @return a snapshot
   */
  public ClusterStats clusterStats() {
    return bus.stats();
  }

  /**
   * Disconnects from the broker and releases all threads, without waiting for running handlers. A
   * running start fails. May be called at any time, from any thread and repeatedly.
   *
   * @return a stage that completes on a handler thread when everything is closed; every call
   *     reports the same result
   */
  public CompletionStage<Void> closeAsync() {
    return stages.of(lifecycle.closeAsync());
  }

  /**
   * Closes, see {@link #closeAsync}, and waits for the end for a bounded time. On an event loop or
   * a handler thread it returns at once and the close continues in the background.
   */
  @Override
  public void close() {
    lifecycle.close();
  }

  @Override
  protected BroadcastOperator operator() {
    return allSockets;
  }

  /** The connection to the broker and the threads. */
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
