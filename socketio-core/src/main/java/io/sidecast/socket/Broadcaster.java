package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.adapter.Adapter.Responses;
import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.Payload;
import io.sidecast.packet.ResponsePart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be emitted to an audience, and how an audience is chosen. Any thread; no method blocks.
 * A server and a namespace mean everybody in the namespace, an operator means whom it was made for.
 */
public abstract class Broadcaster extends AudienceOperations {

  private static final Logger log = LoggerFactory.getLogger(Broadcaster.class);

  /** For the classes of this library. */
  protected Broadcaster() {}

  /**
   * Adds rooms to the audience. An empty array adds nobody: {@code to()} alone is an empty
   * audience, and {@code to().to("a")} is the room {@code a}. A socket in several rooms gets one
   * copy. An emit to everybody is an emit on the server or the namespace itself.
   *
   * @param rooms names of rooms, or ids of sockets anywhere in the cluster
   * @return a new operator
   */
  public BroadcastOperator to(String... rooms) {
    BroadcastOperator from = operator();
    return from.with(from.audience().to(RoomNames.of(rooms)));
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms names of rooms, or ids of sockets anywhere in the cluster
   * @return a new operator
   */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Leaves the members of rooms out. An empty array leaves nobody out.
   *
   * @param rooms names of rooms, or ids of sockets anywhere in the cluster
   * @return a new operator
   */
  public BroadcastOperator except(String... rooms) {
    BroadcastOperator from = operator();
    return from.with(from.audience().except(RoomNames.of(rooms)));
  }

  /**
   * Keeps to the sockets of this node.
   *
   * @return a new operator
   */
  public BroadcastOperator local() {
    BroadcastOperator from = operator();
    return from.with(from.options().local());
  }

  /**
   * Lets an event be dropped for a client that cannot take it at once.
   *
   * @return a new operator
   */
  public BroadcastOperator asVolatile() {
    BroadcastOperator from = operator();
    return from.with(from.options().droppable());
  }

  /**
   * Says whether the transport may compress the event, where compression is on.
   *
   * @param compress false to send it as it is
   * @return a new operator
   */
  public BroadcastOperator compress(boolean compress) {
    BroadcastOperator from = operator();
    return from.with(from.options().compressible(compress));
  }

  /**
   * Sets how long to wait for answers.
   *
   * @param timeout a positive duration
   * @return a new operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    BroadcastOperator from = operator();
    return from.with(from.options().within(timeout));
  }

  /**
   * Emits an event.
   *
   * @param event its name
   * @param args its arguments: anything that Jackson serialises; {@code byte[]} travels as binary;
   *     a null array is one null argument
   * @return a stage that completes when the event was handed to the sockets of this node and the
   *     broker accepted it for the others; it fails with a {@link
   *     io.sidecast.broker.BrokerException} or a {@link io.sidecast.cluster.ClusterBusyException}
   *     if the other nodes do not get it
   * @throws IllegalArgumentException if the name is reserved
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    BroadcastOperator to = operator();
    return stages().of(adapter().emit(to.audience(), to.encode(event, args), to.options().scope()));
  }

  /**
   * Emits the event {@code message}.
   *
   * @param args its arguments
   * @return as of {@link #emit}
   */
  public CompletionStage<Void> send(Object... args) {
    return emit("message", args);
  }

  /**
   * Emits an event that every client of the audience acknowledges.
   *
   * @param event its name
   * @param args its arguments, as for {@link #emit}
   * @return a stage with the answers, complete or what has arrived when the time is up; it fails as
   *     that of {@link #emit}
   * @throws IllegalArgumentException if the name is reserved
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

  /** An acknowledgement that cannot be parsed counts as none: it is the fault of one client. */
  private AckResponses responses(Responses answers) {
    List<Arguments> parsed = acknowledgements(answers);
    int outstanding = answers.outstanding().values().stream().mapToInt(Integer::intValue).sum();
    int received = (int) answers.of(ResponsePart.Acknowledgement.class).count();
    return new AckResponses(parsed, outstanding + received - parsed.size(), answers.missing());
  }

  /**
   * Emits an event to the servers of all other nodes, not to clients.
   *
   * @param event its name
   * @param args its arguments
   * @return as of {@link #emit}; a single server has nobody to tell
   * @throws IllegalArgumentException if the name is reserved
   * @throws IllegalStateException if the audience is not the whole namespace: rooms have clients
   */
  public CompletionStage<Void> serverSideEmit(String event, Object... args) {
    return stages()
        .of(adapter().serverSideEmit(everyServer().namespace(), serverSide(event, args)));
  }

  /**
   * Emits an event to the servers of all other nodes, and collects their answers.
   *
   * @param event its name
   * @param args its arguments
   * @return a stage with one answer of each node; a node that does not listen to the event gives
   *     none and is not missing; one whose handler does not answer in time is missing
   * @throws IllegalArgumentException if the name is reserved
   * @throws IllegalStateException if the audience is not the whole namespace: rooms have clients
   */
  public CompletionStage<ClusterResult<List<Arguments>>> serverSideEmitWithAck(
      String event, Object... args) {
    var request = new ClusterRequest.ServerSideEmit(everyServer(), serverSide(event, args));
    return stages()
        .of(
            adapter().requestOthers(request, operator().options().timeout()),
            answers -> new ClusterResult<>(acknowledgements(answers), missing(answers)));
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
      log.debug("an acknowledgement cannot be parsed: {}", malformed.getMessage());
      return Optional.empty();
    }
  }

  private EncodedPacket serverSide(String event, Object[] args) {
    return operator().namespace().encode(ServerSideEvents.checkName(event), args);
  }

  private Audience everyServer() {
    Audience audience = operator().audience();
    if (!audience.everybody() || !audience.except().isEmpty()) {
      throw new IllegalStateException("a server-side event goes to servers, not to rooms");
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
