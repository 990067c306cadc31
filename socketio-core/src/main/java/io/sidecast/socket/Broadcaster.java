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
 * Emits events to an audience and selects audiences. The methods of a server and of a namespace
 * address all sockets of the namespace; the methods of an operator address the sockets that it
 * selects. No method blocks. Thread-safe.
 */
public abstract class Broadcaster extends AudienceOperations {

  private static final Logger log = LoggerFactory.getLogger(Broadcaster.class);

  /** Constructor for the classes of this library. */
  protected Broadcaster() {}

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
      log.debug("ignored a malformed acknowledgement: {}", malformed.getMessage());
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
