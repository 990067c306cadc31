package io.sidecast.spring.autoconfigure;

import io.sidecast.LifecycleState;
import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterState;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of the server or the emitter, for the readiness of the process. It is up while it is
 * started and no fault concerns this node alone. A broker that is down concerns all nodes, which
 * still serve their own clients, so it is a detail only. Thread-safe.
 */
final class SidecastHealthIndicator extends AbstractHealthIndicator {

  private final Supplier<LifecycleState> state;
  private final Supplier<ClusterState> cluster;
  private final Supplier<Map<String, Object>> details;

  private SidecastHealthIndicator(
      Supplier<LifecycleState> state,
      Supplier<ClusterState> cluster,
      Supplier<Map<String, Object>> details) {
    super("the state of Sidecast is not available");
    this.state = state;
    this.cluster = cluster;
    this.details = details;
  }

  static SidecastHealthIndicator of(SocketIoServer server) {
    return new SidecastHealthIndicator(
        server::state,
        () -> server.clusterStats().state(),
        () -> Map.of("nodes", server.nodes().size(), "sockets", server.load().sockets()));
  }

  static SidecastHealthIndicator of(SidecastEmitter emitter) {
    return new SidecastHealthIndicator(
        emitter::state,
        () -> emitter.clusterStats().state(),
        () -> Map.of("nodes", emitter.nodes().size()));
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    LifecycleState lifecycle = state.get();
    ClusterState connection = cluster.get();
    boolean started = lifecycle == LifecycleState.STARTED;
    boolean alone = connection == ClusterState.DEAF || connection == ClusterState.CLONED;
    if (started && !alone) {
      builder.up();
    } else if (started) {
      builder.down();
    } else {
      builder.outOfService();
    }
    builder
        .withDetail("state", lifecycle.name())
        .withDetail("cluster", connection.name())
        .withDetails(details.get());
  }
}
