package io.sidecast;

import io.sidecast.adapter.Adapter;
import io.sidecast.cluster.TotalTime;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.engine.EngineTraffic;
import io.sidecast.http.HttpAttachment;
import io.sidecast.socket.AckOutcome;
import io.sidecast.socket.HandlerStages;
import io.sidecast.socket.Namespaces;
import io.sidecast.socket.SocketSettings;
import io.sidecast.transport.EngineAttachment;
import io.sidecast.transport.EventLoops;
import io.sidecast.transport.HttpServer;
import io.sidecast.transport.TransportSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Composes the packages of one server, starts them and closes them. Thread-safe. */
final class ServerLifecycle implements Lifecycle.Resources {

  /**
   * The maximum time after the drain that a close waits for disconnect handlers before it leaves
   * the cluster.
   */
  private static final Duration DISCONNECT_HANDLERS_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(SocketIoServer.class);

  private final Parts parts;
  private final BrokerChoice broker;
  private final Adapter adapter;
  private final Namespaces namespaces;
  private final EngineServer engine;
  private final Lifecycle lifecycle;
  private volatile @Nullable HttpServer http;
  private volatile @Nullable HttpAttachment attachment;

  /**
   * The parts of a server.
   *
   * @param threads the threads, which end with the server
   * @param bus the connection to the other nodes
   * @param sockets the settings of the sockets
   * @param engine the settings of the engine
   * @param transport the settings of the transports
   * @param loops the event loops, which end with the server
   * @param healthRoutes whether the server serves {@link HealthRoutes}
   */
  record Parts(
      ServerThreads threads,
      ClusterBus bus,
      SocketSettings sockets,
      EngineSettings engine,
      TransportSettings transport,
      EventLoops loops,
      boolean healthRoutes) {}

  ServerLifecycle(Parts parts, BrokerChoice broker) {
    this.parts = parts;
    this.broker = broker;
    this.adapter =
        new Adapter(
            parts.threads().adapterSettings(parts.sockets().codec(), parts.sockets().limits()),
            parts.bus());
    this.namespaces = new Namespaces(adapter, parts.sockets());
    this.engine = new EngineServer(parts.engine(), namespaces);
    this.lifecycle = new Lifecycle("server", parts.threads().handlers(), this);
  }

  LifecycleState state() {
    return lifecycle.state();
  }

  ClusterBus bus() {
    return parts.bus();
  }

  Namespaces namespaces() {
    return namespaces;
  }

  /** Creates the stages that users receive. */
  HandlerStages stages() {
    return parts.sockets().stages();
  }

  int port() {
    HttpServer listening = http;
    if (listening == null) {
      throw new IllegalStateException("the server has not been started on a port of its own");
    }
    return listening.address().getPort();
  }

  CompletionStage<HttpServer> startAsync() {
    return open(
        () ->
            HttpServer.start(engine, transport(), parts.loops())
                .thenApply(
                    listening -> {
                      http = listening;
                      return listening;
                    }));
  }

  CompletionStage<HttpAttachment> attachAsync() {
    return open(
        () -> {
          HttpAttachment attached = EngineAttachment.of(engine, transport().http());
          attachment = attached;
          return CompletableFuture.completedStage(attached);
        });
  }

  private TransportSettings transport() {
    TransportSettings transport = parts.transport();
    return parts.healthRoutes()
        ? transport.withHttp(transport.http().withRoute(new HealthRoutes(this)))
        : transport;
  }

  private <T> CompletionStage<T> open(Supplier<CompletionStage<T>> door) {
    return lifecycle.start(
        () -> {
          log.info("node {} starts: {}", bus().self().id(), broker);
          return adapter.open(engine::afterPackets).thenCompose(joined -> door.get());
        });
  }

  void start() {
    BlockingStart.start(startAsync(), this::closeAsync);
  }

  HttpAttachment attach() {
    return BlockingStart.start(attachAsync(), this::closeAsync);
  }

  ServerLoad load() {
    var stats = bus().stats();
    int sessions = engine.sessionCount();
    return new ServerLoad(
        sessions,
        Math.min(sessions, engine.webSocketCount()),
        namespaces.socketCount(),
        adapter.roomCount(),
        namespaces.pendingAckCount(),
        stats.requests(),
        stats.incomingRequests(),
        stats.roomChannels(),
        stats.sidRooms(),
        adapter.namespaceCount());
  }

  ServerStats stats() {
    EngineTraffic traffic = engine.traffic();
    Map<AckOutcome, Long> acks = namespaces.ackOutcomes();
    return new ServerStats(
        engine.openedSessions(),
        engine.closedSessions(),
        engine.refusedRequests(),
        namespaces.droppedEvents() + engine.droppedMessages(),
        namespaces.receiveBufferDisconnects(),
        engine.slowClientDisconnects(),
        parts.sockets().limits().hits(),
        new TotalTraffic(traffic.receivedMessages(), traffic.receivedBytes()),
        new TotalTraffic(traffic.sentMessages(), traffic.sentBytes()),
        new TotalTime(traffic.pongs(), traffic.pongNanos()),
        acks,
        new TotalTime(acks.getOrDefault(AckOutcome.ANSWERED, 0L), namespaces.ackNanos()));
  }

  CompletionStage<Void> closeAsync() {
    return lifecycle.closeAsync();
  }

  CompletionStage<Void> closed() {
    return lifecycle.closed();
  }

  void close() {
    lifecycle.close();
  }

  @Override
  public Duration drainTime() {
    return parts.engine().drainTime();
  }

  @Override
  public void abort() {
    CompletionStage<Void> unused = bus().close();
  }

  @Override
  public CompletionStage<Void> release() {
    CompletionStage<Void> shut = stopListening();
    CompletionStage<Void> left = leaveCluster();
    return shut.handle((done, failure) -> left)
        .thenCompose(stage -> stage)
        .handle((done, failure) -> parts.loops().end())
        .thenCompose(stage -> stage)
        .whenComplete((done, failure) -> parts.threads().end());
  }

  /**
   * Leaves the cluster after all sockets are closed and the emits of their disconnect handlers are
   * sent.
   */
  private CompletionStage<Void> leaveCluster() {
    return engine
        .close()
        .thenCompose(gone -> namespaces.lastHandlers())
        .toCompletableFuture()
        .completeOnTimeout(
            null, DISCONNECT_HANDLERS_TIMEOUT.plus(drainTime()).toMillis(), TimeUnit.MILLISECONDS)
        .handle((done, failure) -> bus().close())
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Void> stopListening() {
    HttpServer listening = http;
    HttpAttachment attached = attachment;
    if (listening != null) {
      return listening.close();
    }
    return attached == null ? CompletableFuture.completedStage(null) : attached.close();
  }
}
