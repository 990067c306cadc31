package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.packet.Audience;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;

/**
 * One client in one namespace. Any thread; no method blocks. Its handlers run one after another, on
 * threads where they may block.
 */
public final class Socket extends EventSource {

  private final EventListeners listeners;
  private final SocketLifecycle member;
  private final Handshake handshake;

  Socket(Namespace namespace, Client client, Handshake handshake) {
    this(namespace, client, handshake, new EventListeners());
  }

  private Socket(
      Namespace namespace, Client client, Handshake handshake, EventListeners listeners) {
    super(listeners);
    this.listeners = listeners;
    this.handshake = handshake;
    this.member = new SocketLifecycle(this, namespace, client, listeners);
  }

  @Override
  HandlerStages stages() {
    return namespace().settings().stages();
  }

  @Override
  void failed(String occasion, Throwable error) {
    member.failed(occasion, error);
  }

  SocketLifecycle member() {
    return member;
  }

  /**
   * The public id of this socket, which is also the name of a room whose member it is.
   *
   * @return 20 characters of base64url; another value than the secret id of the connection
   */
  public String id() {
    return member.id();
  }

  /**
   * The namespace of this socket.
   *
   * @return the namespace
   */
  public Namespace namespace() {
    return member.namespace();
  }

  /**
   * What the client said when it connected.
   *
   * @return the handshake
   */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * What your application wants to remember of this socket.
   *
   * @return a map that lives as long as the socket
   */
  public ConcurrentMap<String, Object> data() {
    return member.data();
  }

  /**
   * Whether the socket is connected to its namespace.
   *
   * @return false before the middlewares let it pass, and after it was disconnected
   */
  public boolean isConnected() {
    return member.isConnected();
  }

  /**
   * The rooms of this socket.
   *
   * @return a snapshot; after the end the rooms that it had
   */
  public Set<String> rooms() {
    return member.rooms();
  }

  /**
   * Joins rooms. In a middleware: the socket is in the rooms as soon as it is connected, and leaves
   * nothing behind if it is refused.
   *
   * @param rooms names of rooms; any characters
   * @return a stage that completes when an emit to these rooms that starts now, on any node, will
   *     reach this socket; it fails with a {@link io.sidecast.broker.BrokerException} if the broker
   *     is down: emits of this node reach the socket then, and those of others when it is back. It
   *     fails with an {@link IllegalStateException} if the socket is disconnected
   */
  public CompletionStage<Void> join(String... rooms) {
    return stages().of(member.join(RoomNames.of(rooms)));
  }

  /**
   * Leaves a room.
   *
   * @param room the name of the room
   * @return a stage that completes when no emit that starts now will reach this socket by the room
   */
  public CompletionStage<Void> leave(String room) {
    return stages().of(adapter().leave(member, RoomNames.one(room)));
  }

  /**
   * Adds a middleware for the events of this socket. They run in the order in which they were
   * added, before any listener.
   *
   * @param middleware decides whether an event is handled
   */
  public void use(EventMiddleware middleware) {
    listeners.addMiddleware(Objects.requireNonNull(middleware, "middleware must not be null"));
  }

  /**
   * Listens to all events of this client, before the listeners of each event.
   *
   * @param handler gets the events
   * @return ends the listening
   */
  public Subscription onAny(AnyEventHandler handler) {
    return listeners.addIncoming(checked(handler), false);
  }

  /**
   * As {@link #onAny}, before the handlers that are there already.
   *
   * @param handler gets the events
   * @return ends the listening
   */
  public Subscription prependAny(AnyEventHandler handler) {
    return listeners.addIncoming(checked(handler), true);
  }

  /** Removes all handlers of {@link #onAny}. */
  public void offAny() {
    listeners.removeAllIncoming();
  }

  /**
   * Listens to all events that are sent to this client, broadcasts included.
   *
   * @param handler gets the events
   * @return ends the listening
   */
  public Subscription onAnyOutgoing(AnyEventHandler handler) {
    return listeners.addOutgoing(checked(handler), false);
  }

  /**
   * As {@link #onAnyOutgoing}, before the handlers that are there already.
   *
   * @param handler gets the events
   * @return ends the listening
   */
  public Subscription prependAnyOutgoing(AnyEventHandler handler) {
    return listeners.addOutgoing(checked(handler), true);
  }

  /** Removes all handlers of {@link #onAnyOutgoing}. */
  public void offAnyOutgoing() {
    listeners.removeAllOutgoing();
  }

  /**
   * Listens to the end of this socket, before the handlers of {@link #onDisconnect}.
   *
   * @param handler gets the reason
   */
  public void onDisconnecting(EventHandler<DisconnectReason> handler) {
    listeners.addDisconnecting(checked(handler));
  }

  /**
   * Listens to the end of this socket. A socket that was connected ends exactly once.
   *
   * @param handler gets the reason
   */
  public void onDisconnect(EventHandler<DisconnectReason> handler) {
    listeners.addDisconnect(checked(handler));
  }

  /**
   * Starts an emit to the members of rooms, without this socket.
   *
   * @param rooms names of rooms, or ids of sockets
   * @return an operator
   */
  public BroadcastOperator to(String... rooms) {
    return broadcast().to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms names of rooms, or ids of sockets
   * @return an operator
   */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Starts an emit to everybody in the namespace but this socket and the members of rooms.
   *
   * @param rooms names of rooms, or ids of sockets
   * @return an operator
   */
  public BroadcastOperator except(String... rooms) {
    return broadcast().except(rooms);
  }

  /**
   * Starts an emit to everybody in the namespace but this socket.
   *
   * @return an operator
   */
  public BroadcastOperator broadcast() {
    Audience others = Audience.everybody(namespace().name()).except(List.of(id()));
    return new BroadcastOperator(namespace(), others, namespace().defaults());
  }

  /**
   * Emits an event to this client. Events emitted by one thread arrive in order. After the end of
   * the socket nothing is sent.
   *
   * @param event its name
   * @param args its arguments: anything that Jackson serialises; {@code byte[]} travels as binary;
   *     a null array is one null argument
   * @throws IllegalArgumentException if the name is reserved
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public void emit(String event, Object... args) {
    operator().emit(event, args);
  }

  /**
   * Emits the event {@code message}.
   *
   * @param args its arguments, as for {@link #emit}
   */
  public void send(Object... args) {
    emit("message", args);
  }

  /**
   * Emits an event that this client acknowledges.
   *
   * @param event its name
   * @param args its arguments, as for {@link #emit}
   * @return a stage with the arguments of the acknowledgement; it fails with a {@link
   *     NoAckException} when the time is up or the client has left
   * @throws IllegalArgumentException if the name is reserved
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    return operator().emitWithAck(event, args);
  }

  /**
   * Sets how long an {@code emitWithAck} waits.
   *
   * @param timeout a positive duration
   * @return an operator for this socket
   */
  public SocketOperator timeout(Duration timeout) {
    return operator().timeout(timeout);
  }

  /**
   * Lets an event be dropped if the client cannot take it at once.
   *
   * @return an operator for this socket
   */
  public SocketOperator asVolatile() {
    return operator().asVolatile();
  }

  /**
   * Says whether the transport may compress an event, where compression is on.
   *
   * @param compress false to send it as it is
   * @return an operator for this socket
   */
  public SocketOperator compress(boolean compress) {
    return operator().compress(compress);
  }

  /**
   * Waits until this client takes more, so that a loop that sends much goes as fast as the client
   * reads. Without it, such a loop fills the buffer of the connection, and the client is
   * disconnected with {@link DisconnectReason#SLOW_CLIENT}:
   *
   * <pre>{@code
   * socket.on("download", () -> {
   *   try (InputStream file = Files.newInputStream(path)) {
   *     byte[] piece;
   *     while ((piece = file.readNBytes(262_144)).length > 0) {
   *       socket.emit("piece", piece);
   *       socket.whenWritable().toCompletableFuture().join(); // a handler may block
   *     }
   *   }
   * });
   * }</pre>
   *
   * <p>The low-water mark is 64 KiB, or a quarter of {@code maxBufferedBytes} if that is less. The
   * bytes of all namespaces of the connection count, over either transport; what the operating
   * system or an answered poll holds does not. Several loops that wait for one client go on
   * together: the pieces of all of them and 128 KiB should fit into {@code maxBufferedBytes}. A
   * client that does not read while it is waited for is disconnected by the ping timeout.
   *
   * @return a stage that is complete if at most the low-water mark waits for this client, and
   *     completes on a handler thread when that is so; it fails with an {@link
   *     IllegalStateException} if the socket is disconnected, or when it is
   */
  public CompletionStage<Void> whenWritable() {
    return stages().of(member.whenWritable());
  }

  /**
   * Disconnects this socket from its namespace; the client's connection stays open for others.
   * Events that have arrived before are still handled, before the disconnect handlers; a handler
   * that wants none of them asks {@link #isConnected}. Events that arrive later are dropped and
   * counted.
   */
  public void disconnect() {
    member.disconnect();
  }

  /**
   * Disconnects this socket from its namespace.
   *
   * @param close true to close the client's connection too, with its sockets in other namespaces
   */
  public void disconnect(boolean close) {
    if (close) {
      member.closeConnection();
    } else {
      disconnect();
    }
  }

  @Override
  public String toString() {
    return "Socket[" + id() + " in " + namespace().name() + "]";
  }

  private static <H> H checked(H handler) {
    return Objects.requireNonNull(handler, "handler must not be null");
  }

  private SocketOperator operator() {
    return new SocketOperator(member, namespace().defaults());
  }

  private Adapter adapter() {
    return namespace().adapter();
  }
}
