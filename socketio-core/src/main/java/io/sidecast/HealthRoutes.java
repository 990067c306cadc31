package io.sidecast;

import io.sidecast.cluster.ClusterState;
import io.sidecast.http.HttpHeader;
import io.sidecast.http.HttpRequest;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.HttpRoute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final Set<String> PATHS = Set.of("/healthz", "/readyz");
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final ServerLifecycle server;

  HealthRoutes(ServerLifecycle server) {
    this.server = server;
  }

  @Override
  public @Nullable CompletionStage<HttpResponse> handle(HttpRequest request) {
    if (!PATHS.contains(request.path())) {
      return null;
    }
    if (!METHODS.contains(request.method())) {
      return response(
          METHOD_NOT_ALLOWED, "GET and HEAD only", new HttpHeader("allow", "GET, HEAD"));
    }
    LifecycleState state = server.state();
    if (request.path().equals("/healthz")) {
      return response(state != LifecycleState.CLOSED ? OK : UNAVAILABLE, state.name());
    }
    ClusterState cluster = server.bus().stats().state();
    return response(
        isReady(state, cluster) ? OK : UNAVAILABLE, state.name() + ", cluster " + cluster.name());
  }

  private static boolean isReady(LifecycleState state, ClusterState cluster) {
    return state == LifecycleState.STARTED
        && (cluster == ClusterState.UP || cluster == ClusterState.DOWN);
  }

  private static CompletionStage<HttpResponse> response(
      int status, String text, HttpHeader... further) {
    var headers = new ArrayList<HttpHeader>(List.of(further));
    headers.add(new HttpHeader("content-type", "text/plain; charset=utf-8"));
    headers.add(new HttpHeader("cache-control", "no-store"));
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return CompletableFuture.completedStage(new HttpResponse(status, headers, body, false));
  }
}
