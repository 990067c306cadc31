package io.sidecast.socket;

import io.sidecast.adapter.Adapter.Responses;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.ResponsePart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Operations on the sockets of an audience, on all nodes of the cluster. No method blocks.
 * Thread-safe.
 *
 * <p>The stage of each method completes when every node concerned has performed the operation and
 * responded, or has left the cluster, and at the latest after the timeout of the operator. The
 * result lists the nodes that did not respond; such a node may have performed the operation. The
 * stage fails with a {@link io.sidecast.broker.BrokerException} or a {@link
 * io.sidecast.cluster.ClusterBusyException} if the request could not be sent to the other nodes;
 * this node has performed the operation nevertheless.
 *
 * <p>Dependents of a stage run on a handler thread, or on the attaching thread if the stage is
 * complete.
 */
public abstract class AudienceOperations {

  /** Constructor for the classes of this library. */
  protected AudienceOperations() {}

  /**
   * Returns the audience and the options of this object's methods.
   *
   * @return an operator
   */
  protected abstract BroadcastOperator operator();

  /**
   * Adds the sockets to rooms.
   *
   * @param rooms the names of the rooms
   * @return a stage with the number of sockets. An emit to the rooms that starts after it
   *     completes, on any node, reaches the sockets
   */
  public CompletionStage<ClusterResult<Long>> socketsJoin(String... rooms) {
    return number(new ClusterRequest.Join(operator().audience(), RoomNames.of(rooms)));
  }

  /**
   * Removes the sockets from rooms.
   *
   * @param rooms the names of the rooms
   * @return a stage with the number of sockets in the audience, including those that were not in
   *     the rooms
   */
  public CompletionStage<ClusterResult<Long>> socketsLeave(String... rooms) {
    return number(new ClusterRequest.Leave(operator().audience(), RoomNames.of(rooms)));
  }

  /**
   * Disconnects the sockets from their namespace. The disconnect handlers of a socket run once, on
   * the node of the socket.
   *
   * @param close true to close the connections of the clients too, which disconnects their sockets
   *     in other namespaces
   * @return a stage with the number of sockets
   */
  public CompletionStage<ClusterResult<Long>> disconnectSockets(boolean close) {
    return number(new ClusterRequest.Disconnect(operator().audience(), close));
  }

  /**
   * Disconnects the sockets from their namespace. The connections of the clients stay open.
   *
   * @return a stage with the number of sockets, see {@link #disconnectSockets(boolean)}
   */
  public CompletionStage<ClusterResult<Long>> disconnectSockets() {
    return disconnectSockets(false);
  }

  /**
   * Removes all sockets of the namespace from a room, including those outside of this audience.
   *
   * @param room the name of the room
   * @return a stage with the number of sockets that were in the room
   */
  public CompletionStage<ClusterResult<Long>> closeRoom(String room) {
    return operator().onlyTo(RoomNames.one(room)).socketsLeave(room);
  }

  /**
   * Counts the sockets.
   *
   * @return a stage with the number of sockets
   */
  public CompletionStage<ClusterResult<Long>> count() {
    return number(new ClusterRequest.Count(operator().audience()));
  }

  /**
   * Fetches the ids of the sockets.
   *
   * @return a stage with the ids
   */
  public CompletionStage<ClusterResult<Set<String>>> socketIds() {
    return request(new ClusterRequest.Ids(operator().audience()), AudienceOperations::names);
  }

  /**
   * Fetches the names of the rooms that the sockets have joined, without the rooms named after
   * their own ids.
   *
   * @return a stage with the names of the rooms
   */
  public CompletionStage<ClusterResult<Set<String>>> rooms() {
    return request(new ClusterRequest.Rooms(operator().audience()), AudienceOperations::names);
  }

  /**
   * Fetches all sockets. For large rooms, {@link #fetchSockets(int)} limits the response.
   *
   * @return a stage with the sockets
   */
  public CompletionStage<ClusterResult<List<RemoteSocket>>> fetchSockets() {
    return request(
        new ClusterRequest.Sockets(operator().audience(), Integer.MAX_VALUE), this::sockets);
  }

  /**
   * Fetches a limited number of the sockets.
   *
   * @param limit the maximum number of sockets, from 0 to {@link Integer#MAX_VALUE} - 1
   * @return a stage with the sockets and whether the audience has more
   * @throws IllegalArgumentException if the limit is out of range
   */
  public CompletionStage<ClusterResult<SocketPage>> fetchSockets(int limit) {
    if (limit < 0 || limit == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("limit must be from 0 to 2147483646: " + limit);
    }
    return request(
        new ClusterRequest.Sockets(operator().audience(), limit + 1),
        answers -> {
          List<RemoteSocket> found = sockets(answers);
          boolean hasMore = found.size() > limit;
          return new SocketPage(hasMore ? List.copyOf(found.subList(0, limit)) : found, hasMore);
        });
  }

  private CompletionStage<ClusterResult<Long>> number(ClusterRequest request) {
    return request(
        request,
        answers -> answers.of(ResponsePart.Total.class).mapToLong(ResponsePart.Total::value).sum());
  }

  private static Set<String> names(Responses answers) {
    return answers
        .of(ResponsePart.Name.class)
        .map(ResponsePart.Name::text)
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<RemoteSocket> sockets(Responses answers) {
    Namespace namespace = operator().namespace();
    var sockets = new ArrayList<RemoteSocket>();
    answers
        .of(ResponsePart.SocketDescription.class)
        .forEach(description -> sockets.add(RemoteSocket.of(description, namespace)));
    return List.copyOf(sockets);
  }

  private <T> CompletionStage<ClusterResult<T>> request(
      ClusterRequest request, Function<Responses, T> value) {
    BroadcastOperator asking = operator();
    EmitOptions options = asking.options();
    Namespace namespace = asking.namespace();
    return namespace
        .settings()
        .stages()
        .of(
            namespace.adapter().request(request, options.timeout(), options.scope()),
            answers -> new ClusterResult<>(value.apply(answers), missing(answers)));
  }

  /** Returns the missing nodes, including those whose response is incomplete. */
  static Set<String> missing(Responses answers) {
    var missing = new HashSet<>(answers.missing());
    missing.addAll(answers.outstanding().keySet());
    return Set.copyOf(missing);
  }
}
