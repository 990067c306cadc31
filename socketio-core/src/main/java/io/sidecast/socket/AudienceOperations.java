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
 * What can be done to the sockets of an audience, or asked about them, on whichever node they are.
 * Any thread; no method blocks.
 *
 * <p>The stage of each method completes when every node concerned has done it and said so, or is
 * known to be dead, and at the latest after the timeout of the operator; the result names the nodes
 * that did not answer. It fails with a {@link io.sidecast.broker.BrokerException} or a {@link
 * io.sidecast.cluster.ClusterBusyException} if the other nodes could not be asked; this node has
 * done it nevertheless. A node that is missing may have done it.
 */
public abstract class AudienceOperations {

  /** For the classes of this library. */
  protected AudienceOperations() {}

  /**
   * Whom the methods of this object mean.
   *
   * @return an operator
   */
  protected abstract BroadcastOperator operator();

  /**
   * Makes the sockets join rooms.
   *
   * @param rooms the rooms
   * @return a stage with the number of sockets; an emit to the rooms that starts after it, on any
   *     node, reaches them
   */
  public CompletionStage<ClusterResult<Long>> socketsJoin(String... rooms) {
    return number(new ClusterRequest.Join(operator().audience(), RoomNames.of(rooms)));
  }

  /**
   * Makes the sockets leave rooms.
   *
   * @param rooms the rooms
   * @return a stage with the number of sockets, whether they were in the rooms or not
   */
  public CompletionStage<ClusterResult<Long>> socketsLeave(String... rooms) {
    return number(new ClusterRequest.Leave(operator().audience(), RoomNames.of(rooms)));
  }

  /**
   * Disconnects the sockets from their namespace. Their disconnect handlers run once, on the nodes
   * that have them.
   *
   * @param close true to close the clients' connections too, with their sockets in other namespaces
   * @return a stage with the number of sockets
   */
  public CompletionStage<ClusterResult<Long>> disconnectSockets(boolean close) {
    return number(new ClusterRequest.Disconnect(operator().audience(), close));
  }

  /**
   * Disconnects the sockets from their namespace; their connections stay open.
   *
   * @return as of {@link #disconnectSockets(boolean)}
   */
  public CompletionStage<ClusterResult<Long>> disconnectSockets() {
    return disconnectSockets(false);
  }

  /**
   * Makes everybody in a room of the namespace leave it.
   *
   * @param room the room
   * @return a stage with the number of sockets that were in it
   */
  public CompletionStage<ClusterResult<Long>> closeRoom(String room) {
    return operator().onlyTo(RoomNames.one(room)).socketsLeave(room);
  }

  /**
   * Counts the sockets.
   *
   * @return a stage with the number
   */
  public CompletionStage<ClusterResult<Long>> count() {
    return number(new ClusterRequest.Count(operator().audience()));
  }

  /**
   * The ids of the sockets.
   *
   * @return a stage with the ids
   */
  public CompletionStage<ClusterResult<Set<String>>> socketIds() {
    return request(new ClusterRequest.Ids(operator().audience()), AudienceOperations::names);
  }

  /**
   * The rooms that the sockets have joined, without those of their own ids.
   *
   * @return a stage with the names
   */
  public CompletionStage<ClusterResult<Set<String>>> rooms() {
    return request(new ClusterRequest.Rooms(operator().audience()), AudienceOperations::names);
  }

  /**
   * Fetches all the sockets. For a room that may be huge there is {@link #fetchSockets(int)}.
   *
   * @return a stage with the sockets
   */
  public CompletionStage<ClusterResult<List<RemoteSocket>>> fetchSockets() {
    return request(
        new ClusterRequest.Sockets(operator().audience(), Integer.MAX_VALUE), this::sockets);
  }

  /**
   * Fetches some of the sockets.
   *
   * @param limit how many at most
   * @return a stage with the sockets, which says whether there are others
   * @throws IllegalArgumentException if the limit is negative
   */
  public CompletionStage<ClusterResult<SocketPage>> fetchSockets(int limit) {
    if (limit < 0 || limit == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a limit: " + limit);
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

  /** A node that has begun to answer and not ended is missing, too. */
  static Set<String> missing(Responses answers) {
    var missing = new HashSet<>(answers.missing());
    missing.addAll(answers.outstanding().keySet());
    return Set.copyOf(missing);
  }
}
