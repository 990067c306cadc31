package io.sidecast;

import io.sidecast.cluster.ClusterState;
import io.sidecast.http.HttpHeader;
import io.sidecast.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The health checks of a server, in plain text. {@code /healthz} is for a supervisor that restarts
 * processes: 200 until the server is closed. {@code /readyz} is for a balancer that selects nodes
 * for new clients: 200 while the server is started and no fault concerns this node alone. A broker
 * that is down concerns all nodes, which still serve their own clients, so it does not change the
 * status; the body states it. Thread-safe.
 */
final class HealthRoutes implements HttpRoute {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final ServerLifecycle server;

  HealthRoutes(ServerLifecycle server) {
    this.server = server;
  }

  @Override
  public @Nullable CompletionStage<HttpResponse> handle(HttpRequest request) {
    LifecycleState state = server.state();
    return switch (request.path()) {
      case "/healthz" -> response(state != LifecycleState.CLOSED, state.name());
      case "/readyz" -> {
        ClusterState cluster = server.bus().stats().state();
        yield response(isReady(state, cluster), state.name() + ", cluster " + cluster.name());
      }
      default -> null;
    };
  }

  private static boolean isReady(LifecycleState state, ClusterState cluster) {
    return state == LifecycleState.STARTED
        && (cluster == ClusterState.UP || cluster == ClusterState.DOWN);
  }

  private static CompletionStage<HttpResponse> response(boolean positive, String text) {
    var headers =
        List.of(
            new HttpHeader("content-type", "text/plain; charset=utf-8"),
            new HttpHeader("cache-control", "no-store"));
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return CompletableFuture.completedStage(
        new HttpResponse(positive ? OK : UNAVAILABLE, headers, body, false));
  }
}
