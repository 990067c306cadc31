package io.sidecast.cluster;

import io.sidecast.broker.BrokerException;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bus behind a broker, before, while and after it is joined. Any thread. */
final class BrokerBus implements ClusterBus {

  private static final ClusterStats NOTHING = new ClusterStats(0, 0, 0, 0, 0, 0, ClusterState.DOWN);

  private final ClusterSettings settings;
  private final BrokerOpener opener;
  private volatile @Nullable JoinedBus joined;

  BrokerBus(ClusterSettings settings, BrokerOpener opener) {
    this.settings = settings;
    this.opener = opener;
  }

  @Override
  public CompletionStage<Void> open(ClusterListener listener) {
    return JoinedBus.open(settings, opener, listener).thenAccept(bus -> joined = bus);
  }

  @Override
  public NodeInfo self() {
    return settings.self();
  }

  @Override
  public List<NodeInfo> nodes() {
    JoinedBus bus = joined;
    return bus == null ? List.of(self()) : bus.nodes();
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet) {
    JoinedBus bus = joined;
    return bus == null ? notOpen() : bus.emit(audience, packet);
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    JoinedBus bus = joined;
    return bus == null ? notOpen() : bus.serverSideEmit(namespace, event);
  }

  @Override
  public CompletionStage<RemoteAcks> emitWithAck(
      Audience audience, EncodedPacket event, Duration timeout) {
    JoinedBus bus = joined;
    return bus == null ? notOpen() : bus.emitWithAck(audience, event, timeout);
  }

  private static <T> CompletionStage<T> notOpen() {
    return CompletableFuture.failedStage(
        new BrokerException(
            BrokerException.Kind.UNAVAILABLE,
            "the server has not joined its cluster yet: start it before you emit"));
  }

  @Override
  public ClusterStats stats() {
    JoinedBus bus = joined;
    return bus == null ? NOTHING : bus.stats();
  }

  @Override
  public CompletionStage<Void> close() {
    JoinedBus bus = joined;
    return bus == null ? CompletableFuture.completedStage(null) : bus.close();
  }
}
