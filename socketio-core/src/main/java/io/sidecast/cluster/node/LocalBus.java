package io.sidecast.cluster.node;

import io.sidecast.cluster.ClusterState;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The bus of a server without a broker: its only node. Thread-safe. */
public final class LocalBus implements ClusterBus {

  private final NodeInfo self;
  private ClusterState state = ClusterState.DOWN;

  /**
   * Creates the bus of a cluster of one node.
   *
   * @param self this node
   */
  public LocalBus(NodeInfo self) {
    this.self = self;
  }

  @Override
  public synchronized CompletionStage<Void> open(ClusterListener listener) {
    if (state == ClusterState.DOWN) {
      state = ClusterState.UP;
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public NodeInfo self() {
    return self;
  }

  @Override
  public List<NodeInfo> nodes() {
    return List.of(self);
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<RemoteResponses> request(ClusterRequest request, Duration timeout) {
    return CompletableFuture.completedStage(RemoteResponses.NONE);
  }

  @Override
  public void occupied(String namespace, String room) {}

  @Override
  public void vacated(String namespace, String room) {}

  @Override
  public CompletionStage<Void> inForce(String namespace, Collection<String> rooms) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized ClusterStats stats() {
    return ClusterStats.nothing(state);
  }

  @Override
  public synchronized CompletionStage<Void> close() {
    state = ClusterState.CLOSED;
    return CompletableFuture.completedStage(null);
  }
}
