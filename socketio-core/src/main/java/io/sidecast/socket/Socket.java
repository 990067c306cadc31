package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.operation.Audience;
import io.sidecast.operation.ResponsePart;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One client in one namespace. Handlers run one at a time on handler threads, where they may block,
 * see {@link HandlerMode}. No method blocks. Thread-safe.
 *
 * <p>A handler with a type receives the first argument of the event. If that argument is missing,
 * null or does not fit the type, the handler is not called and the error handler of the server
 * receives an {@link IllegalArgumentException}.
 *
 * <p>The handlers of the namespace ({@link SocketListeners#on Namespace.on}) run before those of
 * {@link #on}.
 *
 * <p>No client can send an event with a name that Socket.IO reserves, for example {@code
 * disconnect}. A handler for such a name is an {@link IllegalArgumentException}.
 *
 * <p>A handler that is removed while an event is handled may still receive this event.
 *
 * @since 0.1.0
 */
public final class Socket {

  private final EventListeners listeners = new EventListeners();
  private final SocketLifecycle member;
  private final Handshake handshake;
  private volatile @Nullable Principal principal;

  Socket(Namespace namespace, Client client, Handshake handshake) {
    this.handshake = handshake;
    this.member = new SocketLifecycle(this, namespace, client, listeners);
  }

  SocketLifecycle member() {
    return member;
  }

  /**
   * Returns the public id of this socket. The socket is also a member of the room with this name.
   *
   * @return 20 characters of base64url, different from the secret id of the connection
   */
  public String id() {
    return member.id();
  }

  /**
   * Returns the namespace of this socket.
   *
   * @return the namespace
   */
  public Namespace namespace() {
    return member.namespace();
  }

  /**
   * Returns the handshake of the client.
   *
   * @return the handshake
   */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * Returns the name of the transport that carries the connection of the client now.
   *
   * @return {@code polling} or {@code websocket}
   */
  public String transport() {
    return member.client().transport();
  }

  /**
   * Returns the id of the client's connection, which the sockets of the client in all namespaces
   * share. It does not reveal the secret id of the Engine.IO session.
   *
   * @return 12 characters of base64url
   */
  public String clientId() {
    return member.client().publicId();
  }

  /**
   * Returns the present state of this socket as other nodes fetch it. Serialises the data of the
   * socket, so this method must not be called on an event loop.
   *
   * @return the state, without the values of the data that cannot be serialised
   */
  public RemoteSocket snapshot() {
    return RemoteSocket.of(
        new ResponsePart.SocketDescription(id(), rooms(), SocketDetails.of(this)), namespace());
  }

  /**
   * Returns the user of this socket.
   *
   * @return the principal of {@link #authenticate}; empty before
   */
  public Optional<Principal> principal() {
    return Optional.ofNullable(principal);
  }

  /**
   * Sets the user of this socket, usually in a {@link Middleware} that has checked a token. Other
   * nodes do not receive it.
   *
   * @param principal the user
   */
  public void authenticate(Principal principal) {
    this.principal = Objects.requireNonNull(principal, "principal must not be null");
  }

  /**
   * Returns the data that the application stores with this socket.
   *
   * @return a mutable map that lives as long as the socket
   */
  public ConcurrentMap<String, Object> data() {
    return member.data();
  }

  /**
   * Returns whether the socket is connected to its namespace.
   *
   * @return false before all middlewares have passed, and after the socket is disconnected
   */
  public boolean isConnected() {
    return member.isConnected();
  }

  /**
   * Returns the rooms of this socket, including the room with its id.
   *
   * @return a snapshot; after the end of the socket, its last rooms
   */
  public Set<String> rooms() {
    return member.rooms();
  }

  /**
   * Joins rooms. A socket that joins rooms in a middleware becomes a member when it is connected;
   * if it is refused, it leaves nothing behind.
   *
   * @param rooms the names of the rooms; any characters are allowed
   * @return a stage that completes when every emit to these rooms that starts from then on, on any
   *     node, reaches this socket. It fails with a {@link io.sidecast.broker.BrokerException} if
   *     the broker is down or refuses: emits of this node reach the socket at once, those of other
   *     nodes after the broker has recovered. It fails with an {@link IllegalStateException} if the
   *     socket is disconnected
   */
  public CompletionStage<Void> join(String... rooms) {
    return stages().of(member.join(RoomNames.of(rooms)));
  }

  /**
   * Leaves a room.
   *
   * @param room the name of the room
   * @return a stage that completes when no emit that starts from then on reaches this socket
   *     through the room
   */
  public CompletionStage<Void> leave(String room) {
    return stages().of(adapter().leave(member, RoomNames.one(room)));
  }

  /**
   * Adds a middleware for the events of this socket. Middlewares run before all listeners, in the
   * order in which they were added.
   *
   * @param middleware the middleware that decides whether an event is handled
   */
  public void use(EventMiddleware middleware) {
    listeners.addMiddleware(Objects.requireNonNull(middleware, "middleware must not be null"));
  }

  /**
   * Adds a handler for the first argument of an event.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, Class<T> type, EventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler for the first argument of an event.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, TypeRef<T> type, EventHandler<T> handler) {
    return add(event, first(type, handler));
  }

  /**
   * Adds a handler that receives the first argument of an event and may acknowledge the event.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument and an {@link Ack}
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, Class<T> type, AckEventHandler<T> handler) {
    return on(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler that receives the first argument of an event and may acknowledge the event.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the argument and an {@link Ack}
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription on(String event, TypeRef<T> type, AckEventHandler<T> handler) {
    return add(event, first(type, handler));
  }

  /**
   * Adds a handler for all arguments of an event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments
   * @return a handle that removes the handler
   */
  public Subscription on(String event, EventHandler<Arguments> handler) {
    checked(handler);
    return add(event, (EventListeners.WithoutAck) (args, ack) -> handler.handle(args));
  }

  /**
   * Adds a handler that receives all arguments of an event and may acknowledge the event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and an {@link Ack}
   * @return a handle that removes the handler
   */
  public Subscription on(String event, AckEventHandler<Arguments> handler) {
    return add(event, EventListeners.registration(checked(handler)));
  }

  /**
   * Adds a handler for an event without its arguments.
   *
   * @param event the name of the event
   * @param handler the handler that is called
   * @return a handle that removes the handler
   */
  public Subscription on(String event, EventAction handler) {
    checked(handler);
    return add(event, (EventListeners.WithoutAck) (args, ack) -> handler.handle());
  }

  /**
   * Adds a handler for the first argument of the next event of a name.
   *
   * @param event the name of the event
   * @param type the class of the argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription once(String event, Class<T> type, EventHandler<T> handler) {
    return once(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler for the first argument of the next event of a name.
   *
   * @param event the name of the event
   * @param type the type of the argument, with type arguments
   * @param handler the handler that receives the argument
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription once(String event, TypeRef<T> type, EventHandler<T> handler) {
    return addOnce(event, first(type, handler));
  }

  /**
   * Adds a handler that receives all arguments of the next event of a name and may acknowledge the
   * event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and an {@link Ack}
   * @return a handle that removes the handler
   */
  public Subscription once(String event, AckEventHandler<Arguments> handler) {
    return addOnce(event, handler);
  }

  /**
   * Adds a handler for the next event of a name, without its arguments.
   *
   * @param event the name of the event
   * @param handler the handler that is called
   * @return a handle that removes the handler
   */
  public Subscription once(String event, EventAction handler) {
    checked(handler);
    return addOnce(event, (EventListeners.WithoutAck) (args, ack) -> handler.handle());
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param type the class of the first argument; {@code byte[]} for binary
   * @param handler the handler that receives the argument and returns the argument of the
   *     acknowledgement, or a stage with it
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription answer(String event, Class<T> type, AckFunction<T> handler) {
    return answer(event, TypeRef.of(type), handler);
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param type the type of the first argument, with type arguments
   * @param handler the handler that receives the argument and returns the argument of the
   *     acknowledgement, or a stage with it
   * @param <T> the type of the argument
   * @return a handle that removes the handler
   */
  public <T> Subscription answer(String event, TypeRef<T> type, AckFunction<T> handler) {
    TypeRef.checked(type);
    checked(handler);
    return answer(event, args -> handler.answer(args.require(0, type)));
  }

  /**
   * Adds a handler whose return value acknowledges the event.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and returns the argument of the
   *     acknowledgement, or a stage with it
   * @return a handle that removes the handler
   */
  public Subscription answer(String event, AckFunction<Arguments> handler) {
    checked(handler);
    return add(
        event, (args, ack) -> ReturnValue.acknowledge(this, event, handler.answer(args), ack));
  }

  /**
   * Removes all handlers of an event.
   *
   * @param event the name of the event
   */
  public void off(String event) {
    listeners.removeAll(EventNames.notNull(event));
  }

  /** Removes all handlers of all events, except those of {@code onAny}. */
  public void off() {
    listeners.removeAll();
  }

  /**
   * Adds a handler for all events of this client. It runs before the handlers of {@link #on}.
   *
   * @param handler the handler that receives the events
   * @return a handle that removes the handler
   */
  public Subscription onAny(AnyEventHandler handler) {
    return listeners.addIncoming(checked(handler), false);
  }

  /**
   * Adds a handler like {@link #onAny}, before the existing ones.
   *
   * @param handler the handler that receives the events
   * @return a handle that removes the handler
   */
  public Subscription prependAny(AnyEventHandler handler) {
    return listeners.addIncoming(checked(handler), true);
  }

  /** Removes all handlers of {@link #onAny}. */
  public void offAny() {
    listeners.removeAllIncoming();
  }

  /**
   * Adds a handler for all events that are sent to this client, including broadcasts.
   *
   * @param handler the handler that receives the events
   * @return a handle that removes the handler
   */
  public Subscription onAnyOutgoing(AnyEventHandler handler) {
    return listeners.addOutgoing(checked(handler), false);
  }

  /**
   * Adds a handler like {@link #onAnyOutgoing}, before the existing ones.
   *
   * @param handler the handler that receives the events
   * @return a handle that removes the handler
   */
  public Subscription prependAnyOutgoing(AnyEventHandler handler) {
    return listeners.addOutgoing(checked(handler), true);
  }

  /** Removes all handlers of {@link #onAnyOutgoing}. */
  public void offAnyOutgoing() {
    listeners.removeAllOutgoing();
  }

  /**
   * Adds a handler for the end of this socket. It runs before the handlers of {@link
   * #onDisconnect}.
   *
   * @param handler the handler that receives the reason
   */
  public void onDisconnecting(EventHandler<DisconnectReason> handler) {
    listeners.addDisconnecting(checked(handler));
  }

  /**
   * Adds a handler for the end of this socket. It runs exactly once if the socket was connected.
   *
   * @param handler the handler that receives the reason
   */
  public void onDisconnect(EventHandler<DisconnectReason> handler) {
    listeners.addDisconnect(checked(handler));
  }

  /**
   * Selects the members of rooms without this socket.
   *
   * @param rooms the names of rooms, or the ids of sockets
   * @return an operator
   */
  public BroadcastOperator to(String... rooms) {
    return broadcast().to(rooms);
  }

  /**
   * Selects the members of rooms without this socket, like {@link #to}.
   *
   * @param rooms the names of rooms, or the ids of sockets
   * @return an operator
   */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /**
   * Selects all sockets of the namespace except this socket and the members of rooms.
   *
   * @param rooms the names of rooms, or the ids of sockets
   * @return an operator
   */
  public BroadcastOperator except(String... rooms) {
    return broadcast().except(rooms);
  }

  /**
   * Selects all sockets of the namespace except this socket.
   *
   * @return an operator
   */
  public BroadcastOperator broadcast() {
    Audience others = Audience.allSockets(namespace().name()).except(List.of(id()));
    return new BroadcastOperator(namespace(), others, namespace().defaults());
  }

  /**
   * Emits an event to this client. Events that one thread emits arrive in order. Does nothing after
   * the end of the socket.
   *
   * @param event the name of the event
   * @param args the arguments of the event: any values that Jackson serialises. {@code byte[]} is
   *     sent as binary; a null array is one null argument
   * @throws IllegalArgumentException if the name is reserved by Socket.IO, such as {@code connect}
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public void emit(String event, Object... args) {
    operator().emit(event, args);
  }

  /**
   * Emits the event {@code message}.
   *
   * @param args the arguments of the event, see {@link #emit}
   */
  public void send(Object... args) {
    emit("message", args);
  }

  /**
   * Emits an event that this client acknowledges.
   *
   * @param event the name of the event
   * @param args the arguments of the event, see {@link #emit}
   * @return a stage with the arguments of the acknowledgement. It fails with a {@link
   *     NoAckException} after the timeout, or when the socket is disconnected
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Arguments> emitWithAck(String event, Object... args) {
    return operator().emitWithAck(event, args);
  }

  /**
   * Sets the timeout for acknowledgements. The default is the acknowledgement timeout of the server
   * (10 seconds unless configured).
   *
   * @param timeout a positive duration of at most 365 days
   * @return an operator for this socket
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public SocketOperator timeout(Duration timeout) {
    return operator().timeout(timeout);
  }

  /**
   * Makes an event volatile: it is dropped if the client cannot receive it at once.
   *
   * @return an operator for this socket
   */
  public SocketOperator asVolatile() {
    return operator().asVolatile();
  }

  /**
   * Sets whether the transport may compress an event, where compression is enabled.
   *
   * @param compress false to send the event uncompressed
   * @return an operator for this socket
   */
  public SocketOperator compress(boolean compress) {
    return operator().compress(compress);
  }

  /**
   * Returns a stage that completes when this client can receive more. A loop that emits much data
   * waits for it to keep the pace of the client. Without it, such a loop fills the buffer of the
   * connection, and the client is disconnected with {@link DisconnectReason#SLOW_CLIENT}:
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
   * <p>The low-water mark is 64 KiB, or a quarter of {@code maxBufferedBytes} if that is less. It
   * applies to the buffered bytes of all namespaces of the connection, over either transport, but
   * not to bytes in an answered poll or in the operating system. Loops that wait for the same
   * client resume together: the pieces of all of them and 128 KiB should fit into {@code
   * maxBufferedBytes}. A client that stops reading is disconnected by the ping timeout.
   *
   * @return a stage that is complete if at most the low-water mark is buffered for this client, and
   *     otherwise completes on a handler thread. It fails with an {@link IllegalStateException} if
   *     the socket is disconnected, or when it is
   */
  public CompletionStage<Void> whenWritable() {
    return stages().of(member.whenWritable());
  }

  /**
   * Disconnects this socket from its namespace. The connection of the client stays open. Does
   * nothing if the socket is not connected. Events that have arrived before are handled before the
   * disconnect handlers run; a handler may check {@link #isConnected} to skip them. Events that
   * arrive later are dropped and counted.
   */
  public void disconnect() {
    member.disconnect();
  }

  /**
   * Disconnects this socket from its namespace.
   *
   * @param close true to close the connection of the client too, with its sockets in other
   *     namespaces
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

  private HandlerStages stages() {
    return namespace().settings().stages();
  }

  private Subscription add(String event, AckEventHandler<Arguments> listener) {
    return listeners.add(EventNames.checkListener(event), checked(listener));
  }

  private Subscription addOnce(String event, AckEventHandler<Arguments> listener) {
    return listeners.addOnce(EventNames.checkListener(event), checked(listener));
  }

  private static <T> AckEventHandler<Arguments> first(TypeRef<T> type, EventHandler<T> handler) {
    TypeRef.checked(type);
    checked(handler);
    return (EventListeners.WithoutAck) (args, ack) -> handler.handle(args.require(0, type));
  }

  private static <T> AckEventHandler<Arguments> first(TypeRef<T> type, AckEventHandler<T> handler) {
    TypeRef.checked(type);
    checked(handler);
    return (args, ack) -> handler.handle(args.require(0, type), ack);
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
