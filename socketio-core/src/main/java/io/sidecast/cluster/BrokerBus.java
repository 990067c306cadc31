package io.sidecast.cluster;

import io.sidecast.broker.BrokerException;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Question;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bus behind a broker, before, while and after it is joined. Any thread. */
final class BrokerBus implements ClusterBus {

  private static final ClusterStats NOTHING = ClusterStats.nothing(ClusterState.DOWN);

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
    if (bus == null) {
      return settings.part().isMember() ? List.of(self()) : List.of();
    }
    return bus.nodes();
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
  public CompletionStage<RemoteAnswers> ask(Question question, Duration timeout) {
    JoinedBus bus = joined;
    return bus == null ? notOpen() : bus.ask(question, timeout);
  }

  @Override
  public void occupied(String namespace, String room) {
    open().occupied(namespace, room);
  }

  @Override
  public void vacated(String namespace, String room) {
    open().vacated(namespace, room);
  }

  @Override
  public CompletionStage<Void> inForce(String namespace, Collection<String> rooms) {
    return open().inForce(namespace, rooms);
  }

  /** Sockets come when the bus is open, and not before. */
  private Interest open() {
    JoinedBus bus = joined;
    if (bus == null) {
      throw new IllegalStateException("a socket is there before the server has joined its cluster");
    }
    return bus.interest();
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
