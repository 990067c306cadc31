package io.sidecast.adapter;

import io.sidecast.cluster.NodeInfo;
import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterBus.RemoteResponses;
import io.sidecast.cluster.bus.ClusterListener;
import io.sidecast.limit.Limits;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The rooms of all namespaces and the delivery to their members, on this node and on others.
 * Sockets of this node are served first and never wait for other nodes. No method blocks. The
 * stages complete on any thread. Thread-safe.
 */
public final class Adapter {

  /** The nodes that an emit or a request reaches. */
  public enum Scope {
    /** This node only. */
    LOCAL,
    /** All nodes of the cluster. */
    CLUSTER
  }

  /**
   * The responses of all nodes. Immutable.
   *
   * @param parts the parts received
   * @param outstanding the number of parts that each node announced and did not send before the
   *     timeout; nodes without outstanding parts are absent
   * @param missing the ids of the nodes that did not report before the timeout, or left the cluster
   *     before they reported
   */
  public record Responses(
      List<ResponsePart> parts, Map<String, Integer> outstanding, Set<String> missing) {

    /**
     * Returns the parts of one type.
     *
     * @param type the type
     * @param <A> the type
     * @return the parts in no particular order
     */
    public <A extends ResponsePart> Stream<A> of(Class<A> type) {
      return parts.stream().filter(type::isInstance).map(type::cast);
    }
  }

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  private static final Responses NOBODY = new Responses(List.of(), Map.of(), Set.of());

  private final ClusterBus bus;
  private final Limits limits;
  private final LocalSockets sockets;
  private final ServerListeners servers = new ServerListeners();
  private final LocalRequestHandler requests;

  /**
   * Creates an adapter.
   *
   * @param settings the settings of the adapter
   * @param bus the connection to the other nodes, not opened yet
   */
  public Adapter(AdapterSettings settings, ClusterBus bus) {
    this.bus = bus;
    this.limits = settings.limits();
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

  /** Performs the requests of other nodes on the sockets of this node. Thread-safe. */
  private record RemoteCalls(
      LocalSockets sockets,
      LocalRequestHandler requests,
      ServerListeners servers,
      DeliveryBacklog backlog)
      implements ClusterListener {

    @Override
    public boolean onEmit(Audience audience, EncodedPacket packet) {
      if (!backlog.accepts(packet.size())) {
        return false;
      }
      backlog.delivered(packet.size(), sockets.deliver(audience, packet));
      return true;
    }

    @Override
    public Runnable onRequest(ClusterRequest request, Duration timeout, Responder responder) {
      if (!backlog.accepts(request.size())) {
        responder.failed(new IllegalStateException("this node is overloaded"));
        return () -> {};
      }
      Runnable end = requests.handle(request, timeout, responder);
      backlog.delivered(request.size(), 0);
      return end;
    }

    @Override
    public void onServerSideEmit(String namespace, EncodedPacket event, DeliveryTrace trace) {
      servers.emit(namespace, event, trace);
    }
  }

  /**
   * Joins the cluster. Before that, emits reach only the sockets of this node, and their stages
   * fail.
   *
   * @param afterPackets runs a task when the event loops have taken all packets that were sent to
   *     sockets before
   * @return a stage, see {@link ClusterBus#open}
   */
  public CompletionStage<Void> open(Executor afterPackets) {
    var backlog = new DeliveryBacklog(limits, afterPackets);
    return bus.open(new RemoteCalls(sockets, requests, servers, backlog));
  }

  /**
   * Sends an event to the servers of all other nodes.
   *
   * @param namespace the namespace whose listeners receive the event
   * @param event the event
   * @return a stage, see {@link #emit}
   */
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return bus.serverSideEmit(namespace, event);
  }

  /**
   * Sets the listener of a namespace for events of other servers. It replaces the previous
   * listener.
   *
   * @param namespace the namespace
   * @param listener the listener that receives the events
   */
  public void onServerSideEmit(String namespace, ServerListener listener) {
    servers.put(namespace, listener);
  }

  /**
   * Removes the listener of a namespace. Does nothing if the namespace has another listener.
   *
   * @param namespace the namespace
   * @param listener the listener to remove
   */
  public void removeServerSideListener(String namespace, ServerListener listener) {
    servers.remove(namespace, listener);
  }

  /**
   * Returns the members of the cluster, including this node.
   *
   * @return a snapshot
   */
  public List<NodeInfo> nodes() {
    return bus.nodes();
  }

  /**
   * Creates the id of a new socket of this node.
   *
   * @return 20 characters of base64url
   */
  public String newSocketId() {
    return bus.self().id().newSocketId();
  }

  /**
   * Creates an acknowledgement id.
   *
   * @return a number that no other pending event of this node uses
   */
  public long newAckId() {
    return sockets.newAckId();
  }

  /**
   * Adds a socket, which becomes a member of the room with its id.
   *
   * @param member the socket
   */
  public void add(LocalSocket member) {
    sockets.add(member);
  }

  /**
   * Removes a socket from all rooms.
   *
   * @param member the socket
   */
  public void remove(LocalSocket member) {
    sockets.remove(member);
  }

  /**
   * Adds a socket to rooms. Does nothing for a socket that is not added or has been removed.
   *
   * @param member the socket
   * @param rooms the names of the rooms
   * @return a stage that completes when every emit to these rooms that starts from then on, on any
   *     node, reaches the socket. It fails if the broker is down or refuses: emits of this node
   *     reach the socket at once, those of other nodes after the broker has recovered, without
   *     another call. It fails with an {@link IllegalStateException} if the socket would be in too
   *     many rooms, or a name is too long; then it joins none
   */
  public CompletionStage<Void> join(LocalSocket member, Collection<String> rooms) {
    return inForce(member, rooms, () -> sockets.join(member, rooms));
  }

  private CompletionStage<Void> inForce(
      LocalSocket member, Collection<String> rooms, Runnable join) {
    try {
      join.run();
    } catch (RoomLimitException tooMany) {
      return CompletableFuture.failedStage(tooMany);
    }
    return bus.inForce(member.namespaceName(), rooms);
  }

  /**
   * Joins rooms for a socket that is not added yet. It becomes a member when it is added. {@link
   * #remove} cancels the reservation, also if the socket is never added. Calls for one socket must
   * not overlap with those of {@link #add} and {@link #remove}.
   *
   * @param member the socket
   * @param rooms the names of the rooms
   * @return a stage, see {@link #join}; it does not wait until the socket is added
   */
  public CompletionStage<Void> reserve(LocalSocket member, Collection<String> rooms) {
    return inForce(member, rooms, () -> sockets.reserve(member, rooms));
  }

  /**
   * Removes a socket from a room.
   *
   * @param member the socket
   * @param room the name of the room
   * @return a stage that completes when no emit that starts from then on reaches the socket through
   *     this room
   */
  public CompletionStage<Void> leave(LocalSocket member, String room) {
    sockets.leave(member, room);
    return DONE;
  }

  /**
   * Returns the rooms of a socket, including the room with its id.
   *
   * @param member the socket
   * @return a snapshot, empty for a socket that is not added or has been removed
   */
  public Set<String> roomsOf(LocalSocket member) {
    return sockets.roomsOf(member);
  }

  /**
   * Sends a packet to an audience. The sockets of this node receive it even if the stage fails.
   *
   * @param audience the receivers
   * @param packet the packet
   * @param scope the nodes concerned
   * @return a stage that completes when the sockets of this node have queued the packet and the
   *     broker has accepted it for the others. It fails if the broker did not accept it
   */
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet, Scope scope) {
    if (audience.isEmpty()) {
      return DONE;
    }
    sockets.deliver(audience, packet);
    return scope == Scope.LOCAL ? DONE : bus.emit(audience, packet);
  }

  /**
   * Sends a request to every node that may hold sockets of its audience, including this one.
   *
   * @param request the request
   * @param timeout the timeout of the responses
   * @param scope the nodes concerned
   * @return a stage that completes when every node has responded completely or has left the
   *     cluster, and at the latest after the timeout with the parts received. It fails if the
   *     broker did not accept the request
   */
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

  /**
   * Sends a request like {@link #request}, but not to this node.
   *
   * @param request the request
   * @param timeout the timeout of the responses
   * @return a stage, see {@link #request}
   */
  public CompletionStage<Responses> requestOthers(ClusterRequest request, Duration timeout) {
    var nothing = new LocalResponseCollector(bus.self().id());
    nothing.send(0, List.of());
    return bus.request(request, timeout).thenApply(nothing::with);
  }

  /**
   * Returns the number of namespaces for which this node holds state.
   *
   * @return the number of namespaces that have sockets here or a listener for events of other
   *     servers
   */
  public int namespaceCount() {
    return Math.max(sockets.namespaceCount(), servers.size());
  }

  /**
   * Returns the number of rooms that have members on this node.
   *
   * @return the number of rooms, without the rooms with the sockets' own ids
   */
  public int roomCount() {
    return sockets.roomCount();
  }
}
