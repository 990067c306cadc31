package io.sidecast.spring.autoconfigure;

import io.sidecast.LifecycleState;
import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterState;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of the server, for the readiness of the process. It is up while the server is started
 * and no fault concerns this node alone. A broker that is down concerns all nodes, which still
 * serve their own clients, so it is a detail only. Thread-safe.
 */
final class SidecastHealthIndicator extends AbstractHealthIndicator {

  private final SocketIoServer server;

  SidecastHealthIndicator(SocketIoServer server) {
    super("the state of the Socket.IO server is not available");
    this.server = server;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    LifecycleState state = server.state();
    ClusterState cluster = server.clusterStats().state();
    boolean serves = state == LifecycleState.STARTED;
    boolean alone = cluster == ClusterState.DEAF || cluster == ClusterState.CLONED;
    if (serves && !alone) {
      builder.up();
    } else if (serves) {
      builder.down();
    } else {
      builder.outOfService();
    }
    builder
        .withDetail("server", state.name())
        .withDetail("cluster", cluster.name())
        .withDetail("nodes", server.nodes().size())
        .withDetail("sockets", server.load().sockets());
  }
}
