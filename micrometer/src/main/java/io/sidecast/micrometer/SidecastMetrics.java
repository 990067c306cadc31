package io.sidecast.micrometer;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;

/**
 * The metrics of servers and emitters. All of them are read from counters when the registry is
 * scraped, so a message costs nothing more. The number of tags is fixed. Thread-safe.
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
