package io.sidecast.examples;

import io.sidecast.SocketIoServer;
import io.sidecast.cluster.ClusterState;
import io.sidecast.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The health check for load balancers: status 200 while messages pass to and from the other nodes,
 * else 503. The body is the cluster state. Thread-safe.
 */
final class HealthRoute implements HttpRoute {

  static final String PATH = "/healthz";

  private volatile @Nullable SocketIoServer server;

  void watch(SocketIoServer server) {
    this.server = server;
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    SocketIoServer watched = server;
    ClusterState state = watched == null ? ClusterState.DOWN : watched.clusterStats().state();
    int status = state == ClusterState.UP ? 200 : 503;
    return CompletableFuture.completedStage(HttpResponse.text(status, state.name()));
  }
}
