package io.sidecast.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterTracing;
import io.sidecast.socket.EventObserver;
import java.util.Arrays;
import java.util.Set;

/**
 * The metrics of servers and emitters. Those of {@link #of} are read from counters when the
 * registry is scraped; a message costs an addition or two. {@link #handlers} measures each event.
 * The number of series is bounded. Thread-safe.
 *
 * <p>A registry does not keep a server alive. Two servers in one process need registries of their
 * own, or different common tags.
 *
 * @since 0.1.0
 */
public final class SidecastMetrics {

  private SidecastMetrics() {}

  /**
   * Returns the metrics of a server: its clients and its cluster.
   *
   * @param server the server; it may not be started yet
   * @return the metrics, to be bound to a registry
   */
  public static MeterBinder of(SocketIoServer server) {
    return registry -> {
      new ClientMeters(registry, server).bind();
      new ClusterMeters<>(registry, server, SocketIoServer::clusterStats, SocketIoServer::nodes)
          .bind();
    };
  }

  /**
   * Returns an observer that measures the handlers of events in the timer {@code
   * sidecast.handler.duration}, with the tags {@code namespace}, {@code event} and {@code outcome}
   * ({@code success} or {@code error}). Clients choose the names of events, so only those given
   * here are values of the tag; all others are {@code other}, as are namespaces after the first
   * hundred.
   *
   * @param registry the registry of the timers
   * @param names the names of events that have timers of their own
   * @return the observer, for {@link io.sidecast.SocketIoServerBuilder#eventObserver}
   */
  public static EventObserver handlers(MeterRegistry registry, String... names) {
    return new HandlerTimers(registry, Set.copyOf(Arrays.asList(names)));
  }

  /**
   * Returns an observer that makes the handlers of each event an observation {@code
   * sidecast.handler}, which is current while they run. So it becomes a timer and a span, as far as
   * the registry has handlers for them. Its parent is the trace of the request that opened the
   * connection of the client, if its headers name one. Its tags {@code namespace} and {@code
   * outcome} are bounded; the name of the event is a value of high cardinality.
   *
   * @param registry the registry
   * @return the observer, for {@link io.sidecast.SocketIoServerBuilder#eventObserver}
   */
  public static EventObserver observations(ObservationRegistry registry) {
    return new HandlerObservations(registry);
  }

  /**
   * Returns the connection of the traces of nodes. Each message to other nodes is an observation
   * {@code sidecast.cluster.send}, from the emit until the broker has accepted the message. Each
   * message from another node that names a trace is an observation {@code
   * sidecast.cluster.receive}, which is current while the message is delivered, or while the
   * handlers of the server-side event run. So the spans of all nodes belong to one trace, if the
   * registry has the handlers of a tracer for senders and receivers, and the tracer propagates W3C
   * Trace Context. The tags are {@code messaging.system}, {@code messaging.operation.type}, {@code
   * messaging.destination.template} and {@code outcome}, with a few values each.
   *
   * @param registry the registry
   * @return the tracing, for {@link io.sidecast.ClusterOptions#clusterTracing}
   */
  public static ClusterTracing clusterTracing(ObservationRegistry registry) {
    return new ClusterObservations(registry);
  }

  /**
   * Returns the metrics of an emitter: its cluster.
   *
   * @param emitter the emitter; it may not be started yet
   * @return the metrics, to be bound to a registry
   */
  public static MeterBinder of(SidecastEmitter emitter) {
    return registry ->
        new ClusterMeters<>(
                registry, emitter, SidecastEmitter::clusterStats, SidecastEmitter::nodes)
            .bind();
  }
}
