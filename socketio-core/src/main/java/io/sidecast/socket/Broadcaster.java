package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.adapter.Adapter.Responses;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits events to an audience, performs operations on its sockets, and selects audiences. The
 * methods of a server and of a namespace address all sockets of the namespace; the methods of an
 * operator address the sockets that it selects. No method blocks. Thread-safe.
 *
 * <p>The stage of an operation on sockets, such as {@link #socketsJoin}, completes when every node
 * concerned has performed the operation and responded, or has left the cluster, and at the latest
 * after the timeout of the operator. The result lists the nodes that did not respond; such a node
 * may have performed the operation. The stage fails with a {@link
 * io.sidecast.broker.BrokerException} or a {@link io.sidecast.cluster.ClusterBusyException} if the
 * request could not be sent to the other nodes; this node has performed the operation nevertheless.
 *
 * <p>Dependents of a stage run on a handler thread, or on the attaching thread if the stage is
 * complete.
 *
 * <p>Sidecast implements this type. A minor version may add methods.
 *
 * @since 0.1.0
 */
public abstract class Broadcaster {

  private static final Logger log = LoggerFactory.getLogger(Broadcaster.class);

  /** Constructor for the classes of this library. */
  protected Broadcaster() {}

  /**
   * Returns the audience and the options of this object's methods.
   *
   * @return an operator
   */
  protected abstract BroadcastOperator operator();

  /**
   * Adds rooms to the audience. An empty array adds no socket: {@code to()} alone is an empty
   * audience, and {@code to().to("a")} is the room {@code a}. A socket in several of the rooms
   * receives one copy. To address all sockets, emit on the server or the namespace itself.
   *
   * @param rooms the names of rooms, or the ids of sockets on any node
   * @return a new operator
   */
  public BroadcastOperator to(String... rooms) {
    BroadcastOperator from = operator();
    return from.with(from.audience().to(RoomNames.of(rooms)));
  }

  /**
   * Adds rooms to the audience, like {@link #to}.
   *
   * @param rooms the names of rooms, or the ids of sockets on any node
   * @return a new operator
   */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Excludes the members of rooms from the audience. An empty array excludes no socket.
   *
   * @param rooms the names of rooms, or the ids of sockets on any node
   * @return a new operator
   */
  public BroadcastOperator except(String... rooms) {
    BroadcastOperator from = operator();
    return from.with(from.audience().except(RoomNames.of(rooms)));
  }

  /**
   * Limits the audience to the sockets of this node.
   *
   * @return a new operator
   */
  public BroadcastOperator local() {
    BroadcastOperator from = operator();
    return from.with(from.options().local());
  }

  /**
   * Makes the event volatile: it is dropped for each client that cannot receive it at once.
   *
   * @return a new operator
   */
  public BroadcastOperator asVolatile() {
    BroadcastOperator from = operator();
    return from.with(from.options().isVolatile());
  }

  /**
   * Sets whether the transport may compress the event. Takes effect only where compression is
   * enabled. The default is true.
   *
   * @param compress false to send the event uncompressed
   * @return a new operator
   */
  public BroadcastOperator compress(boolean compress) {
    BroadcastOperator from = operator();
    return from.with(from.options().compressible(compress));
  }

  /**
   * Sets the timeout for acknowledgements and for the responses of other nodes. The default is the
   * acknowledgement timeout of the server (10 seconds unless configured).
   *
   * @param timeout a positive duration of at most 365 days
   * @return a new operator
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public BroadcastOperator timeout(Duration timeout) {
    BroadcastOperator from = operator();
    return from.with(from.options().within(timeout));
  }

  /**
   * Emits an event to the audience. The sockets of this node receive it even if the stage fails.
   *
   * @param event the name of the event
   * @param args the arguments of the event: any values that Jackson serialises. {@code byte[]} is
   *     sent as binary; a null array is one null argument
   * @return a stage that completes when the sockets of this node have queued the event and the
   *     broker has accepted it for the other nodes. It fails with a {@link
   *     io.sidecast.broker.BrokerException} or a {@link io.sidecast.cluster.ClusterBusyException}
   *     if the other nodes do not receive the event
   * @throws IllegalArgumentException if the name is reserved by Socket.IO, such as {@code connect}
   *     or {@code disconnect}
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    BroadcastOperator to = operator();
    return stages().of(adapter().emit(to.audience(), to.encode(event, args), to.options().scope()));
  }

  /**
   * Emits the event {@code message} to the audience.
   *
   * @param args the arguments of the event
   * @return a stage, see {@link #emit}
   */
  public CompletionStage<Void> send(Object... args) {
    return emit("message", args);
  }

  /**
   * Emits an event that every client of the audience acknowledges.
   *
   * @param event the name of the event
   * @param args the arguments of the event, see {@link #emit}
   * @return a stage with the acknowledgements. After the timeout it completes with those received
   *     so far. It fails like the stage of {@link #emit}
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<AckResponses> emitWithAck(String event, Object... args) {
    BroadcastOperator to = operator();
    var request = new ClusterRequest.Emit(to.audience(), to.encode(event, args));
    return stages()
        .of(
            adapter().request(request, to.options().timeout(), to.options().scope()),
            this::responses);
  }

  /**
   * Parses the acknowledgements. A malformed one counts as unanswered: it is the fault of one
   * client.
   */
  private AckResponses responses(Responses answers) {
    List<Arguments> parsed = acknowledgements(answers);
    int outstanding = answers.outstanding().values().stream().mapToInt(Integer::intValue).sum();
    int received = (int) answers.of(ResponsePart.Acknowledgement.class).count();
    return new AckResponses(parsed, outstanding + received - parsed.size(), answers.missing());
  }

  /**
   * Emits an event to the servers of all other nodes. No client receives it. On a server without a
   * cluster this method does nothing.
   *
   * @param event the name of the event; {@code connect}, {@code connection} and {@code
   *     new_namespace} are reserved
   * @param args the arguments of the event, see {@link #emit}
   * @return a stage, see {@link #emit}
   * @throws IllegalArgumentException if the name is reserved
   * @throws IllegalStateException if the audience is not the whole namespace
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> serverSideEmit(String event, Object... args) {
    return stages()
        .of(adapter().serverSideEmit(everyServer().namespace(), serverSide(event, args)));
  }

  /**
   * Emits an event to the servers of all other nodes and collects their acknowledgements.
   *
   * @param event the name of the event; {@code connect}, {@code connection} and {@code
   *     new_namespace} are reserved
   * @param args the arguments of the event, see {@link #emit}
   * @return a stage with one acknowledgement of each node. A node without a listener for the event
   *     contributes none and does not count as missing. A node whose handlers do not acknowledge
   *     the event before the timeout is missing
   * @throws IllegalArgumentException if the name is reserved
   * @throws IllegalStateException if the audience is not the whole namespace
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<ClusterResult<List<Arguments>>> serverSideEmitWithAck(
      String event, Object... args) {
    var request = new ClusterRequest.ServerSideEmit(everyServer(), serverSide(event, args));
    return stages()
        .of(
            adapter().requestOthers(request, operator().options().timeout()),
            answers -> new ClusterResult<>(acknowledgements(answers), missing(answers)));
  }

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
    return request(new ClusterRequest.Ids(operator().audience()), Broadcaster::names);
  }

  /**
   * Fetches the names of the rooms that the sockets have joined, without the rooms named after
   * their own ids.
   *
   * @return a stage with the names of the rooms
   */
  public CompletionStage<ClusterResult<Set<String>>> rooms() {
    return request(new ClusterRequest.Rooms(operator().audience()), Broadcaster::names);
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

  private List<Arguments> acknowledgements(Responses answers) {
    return answers
        .of(ResponsePart.Acknowledgement.class)
        .flatMap(answer -> parse(answer.arguments()).stream())
        .toList();
  }

  private Optional<Arguments> parse(Payload payload) {
    try {
      return Optional.of(operator().namespace().arguments(payload));
    } catch (PacketException malformed) {
      log.debug("ignored a malformed acknowledgement of another node");
      return Optional.empty();
    }
  }

  private EncodedPacket serverSide(String event, Object[] args) {
    return operator().namespace().encode(ServerSideEvents.checkName(event), args);
  }

  private Audience everyServer() {
    Audience audience = operator().audience();
    if (!audience.allSockets() || !audience.except().isEmpty()) {
      throw new IllegalStateException(
          "a server-side event is sent to servers: do not select rooms");
    }
    return audience;
  }

  private Adapter adapter() {
    return operator().namespace().adapter();
  }

  private HandlerStages stages() {
    return operator().namespace().settings().stages();
  }
}
