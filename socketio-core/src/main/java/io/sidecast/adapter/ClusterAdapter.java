package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterBus.RemoteResponses;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An adapter that combines the sockets of this node with the bus to the other nodes. Thread-safe.
 */
final class ClusterAdapter implements Adapter {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  private static final Responses NOBODY = new Responses(List.of(), Map.of(), Set.of());

  private final ClusterBus bus;
  private final LocalSockets sockets;
  private final ServerListeners servers = new ServerListeners();
  private final LocalRequestHandler requests;

  ClusterAdapter(AdapterSettings settings, ClusterBus bus) {
    this.bus = bus;
    this.sockets = new LocalSockets(settings, namespace -> new BusNotifier(bus, namespace));
    this.requests = new LocalRequestHandler(sockets, servers, bus, settings.handlers());
  }

  /** Notifies the bus which rooms of a namespace have members on this node. */
  private record BusNotifier(ClusterBus bus, String namespace) implements Rooms.OccupancyListener {

    @Override
    public void occupied(String room) {
      bus.occupied(namespace, room);
    }

    @Override
    public void vacated(String room) {
      bus.vacated(namespace, room);
    }
  }

  @Override
  public CompletionStage<Void> open() {
    return bus.open(new ClusterRequestHandler(sockets, requests, servers));
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return bus.serverSideEmit(namespace, event);
  }

  @Override
  public void onServerSideEmit(String namespace, ServerListener listener) {
    servers.put(namespace, listener);
  }

  @Override
  public void removeServerSideListener(String namespace, ServerListener listener) {
    servers.remove(namespace, listener);
  }

  @Override
  public List<NodeInfo> nodes() {
    return bus.nodes();
  }

  @Override
  public String newSocketId() {
    return bus.self().id().newSocketId();
  }

  @Override
  public long newAckId() {
    return sockets.newAckId();
  }

  @Override
  public void add(LocalSocket member) {
    sockets.add(member);
  }

  @Override
  public void remove(LocalSocket member) {
    sockets.remove(member);
  }

  @Override
  public CompletionStage<Void> join(LocalSocket member, Collection<String> rooms) {
    sockets.join(member, rooms);
    return bus.inForce(member.namespaceName(), rooms);
  }

  @Override
  public CompletionStage<Void> reserve(LocalSocket member, Collection<String> rooms) {
    sockets.reserve(member, rooms);
    return bus.inForce(member.namespaceName(), rooms);
  }

  @Override
  public CompletionStage<Void> leave(LocalSocket member, String room) {
    sockets.leave(member, room);
    return DONE;
  }

  @Override
  public Set<String> roomsOf(LocalSocket member) {
    return sockets.roomsOf(member);
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet, Scope scope) {
    if (audience.isEmpty()) {
      return DONE;
    }
    sockets.deliver(audience, packet);
    return scope == Scope.LOCAL ? DONE : bus.emit(audience, packet);
  }

  @Override
  public CompletionStage<Responses> request(ClusterRequest request, Duration timeout, Scope scope) {
    if (request.audience().isEmpty()) {
      return CompletableFuture.completedStage(NOBODY);
    }
    var local = new LocalResponseCollector(bus.self().id());
    requests.handle(request, timeout, local);
    CompletionStage<LocalResponseCollector> ours =
        local.complete().completeOnTimeout(local, timeout.toNanos(), TimeUnit.NANOSECONDS);
    return scope == Scope.LOCAL
        ? ours.thenApply(collector -> collector.with(RemoteResponses.NONE))
        : combined(ours, bus.request(request, timeout));
  }

  /**
   * Combines the responses of this node and of the others. If the request to the others fails, the
   * stage fails at once and does not wait for the sockets of this node.
   */
  private static CompletionStage<Responses> combined(
      CompletionStage<LocalResponseCollector> ours, CompletionStage<RemoteResponses> theirs) {
    var all = ours.thenCombine(theirs, LocalResponseCollector::with).toCompletableFuture();
    theirs.whenComplete(
        (responses, failure) -> {
          if (failure != null) {
            all.completeExceptionally(failure);
          }
        });
    return all;
  }

  @Override
  public CompletionStage<Responses> requestOthers(ClusterRequest request, Duration timeout) {
    var nothing = new LocalResponseCollector(bus.self().id());
    nothing.send(0, List.of());
    return bus.request(request, timeout).thenApply(nothing::with);
  }

  @Override
  public int namespaceCount() {
    return Math.max(sockets.namespaceCount(), servers.size());
  }

  @Override
  public int roomCount() {
    return sockets.roomCount();
  }
}
