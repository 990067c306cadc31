package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketType;
import io.sidecast.packet.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A set of sockets that share middlewares, rooms and events. As a broadcaster it addresses all its
 * sockets, on all nodes. No method blocks. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Namespace extends Broadcaster implements SocketListeners {

  private final String name;
  private final Adapter adapter;
  private final SocketSettings settings;
  private final NamespaceLifecycle use;
  private final MiddlewareChain admission;
  private final ServerSideEvents serverEvents;
  private final NamespaceListeners listeners;
  private final SocketObservers observers;
  private final BroadcastOperator allSockets;
  private final List<EventHandler<Socket>> connectionHandlers = new CopyOnWriteArrayList<>();
  private final Map<String, Socket> sockets = new ConcurrentHashMap<>();

  Namespace(
      String name,
      Adapter adapter,
      SocketSettings settings,
      NamespaceLifecycle use,
      NamespaceListeners listeners,
      SocketObservers observers) {
    this.use = use;
    this.observers = observers;
    this.listeners = listeners;
    this.name = name;
    this.adapter = adapter;
    this.settings = settings;
    this.admission = new MiddlewareChain(settings, this::onConnected);
    this.serverEvents = new ServerSideEvents(settings);
    this.allSockets = new BroadcastOperator(this, Audience.allSockets(name), defaults());
  }

  /** Starts to receive the events of other servers. */
  void listen() {
    adapter.onServerSideEmit(name, serverEvents);
  }

  /** Stops receiving the events of other servers. Called when this namespace is removed. */
  void unlisten() {
    adapter.removeServerSideListener(name, serverEvents);
  }

  /**
   * Returns the name of this namespace.
   *
   * @return the name with its leading slash
   */
  public String name() {
    return name;
  }

  /**
   * Adds a middleware. Middlewares run for every connection attempt, in the order in which they
   * were added.
   *
   * @param middleware the middleware that decides whether a socket may connect
   * @return this namespace
   */
  public Namespace use(Middleware middleware) {
    keep();
    admission.add(middleware);
    return this;
  }

  /**
   * Adds an asynchronous middleware. It runs in the same order as those of {@link #use}.
   *
   * @param middleware the middleware that decides whether a socket may connect
   * @return this namespace
   */
  public Namespace useAsync(AsyncMiddleware middleware) {
    keep();
    admission.addAsync(middleware);
    return this;
  }

  /**
   * Adds a handler for new sockets. It runs on a handler thread before any event of the socket is
   * handled, so the listeners that it adds miss no event.
   *
   * @param handler the handler that receives each socket after it is connected
   * @return this namespace
   */
  public Namespace onConnection(EventHandler<Socket> handler) {
    keep();
    addConnectionHandler(handler);
    return this;
  }

  @Override
  public Subscription on(String event, SocketAckEventHandler<Arguments> handler) {
    keep();
    return listeners.add(event, handler);
  }

  @Override
  public void off(String event) {
    listeners.removeAll(event);
  }

  /**
   * Returns the sockets of this namespace that are connected to this node.
   *
   * @return an unmodifiable live view
   */
  public Collection<Socket> sockets() {
    return Collections.unmodifiableCollection(sockets.values());
  }

  /**
   * Adds a handler for an event that the server of another node sends with {@link #serverSideEmit}
   * or {@link #serverSideEmitWithAck}. The handlers of a namespace run one at a time on handler
   * threads, where they may block. While too many bytes of events wait for handlers, see {@link
   * io.sidecast.limit.Limit#WAITING_SERVER_SIDE_BYTES}, new ones are dropped and logged.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments
   * @return a handle that removes the handler
   * @throws IllegalArgumentException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}
   */
  public Subscription onServerSideEmit(String event, EventHandler<Arguments> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return onServerSideEmit(event, (args, ack) -> handler.handle(args));
  }

  /**
   * Adds a handler like {@link #onServerSideEmit(String, EventHandler)} that may acknowledge the
   * event. With several handlers, the first acknowledgement counts.
   *
   * @param event the name of the event
   * @param handler the handler that receives the arguments and an {@link Ack}
   * @return a handle that removes the handler
   * @throws IllegalArgumentException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}
   */
  public Subscription onServerSideEmit(String event, AckEventHandler<Arguments> handler) {
    keep();
    return serverEvents.on(event, handler);
  }

  @Override
  protected BroadcastOperator operator() {
    return allSockets;
  }

  EmitOptions defaults() {
    return EmitOptions.defaults(settings.timeouts().ack());
  }

  Adapter adapter() {
    return adapter;
  }

  SocketSettings settings() {
    return settings;
  }

  EncodedPacket encodeEvent(String event, Object[] args) {
    return encode(EventNames.checkOutgoing(event), args);
  }

  EncodedPacket encode(String event, Object[] args) {
    List<@Nullable Object> given = Arguments.given(args);
    var data = new ArrayList<@Nullable Object>(given.size() + 1);
    data.add(event);
    data.addAll(given);
    return settings.codec().encode(new Packet.Header(PacketType.EVENT, name), data);
  }

  /** Emits an encoded event to all sockets of this namespace. */
  CompletionStage<Void> emit(EncodedPacket event) {
    return settings
        .stages()
        .of(adapter.emit(allSockets.audience(), event, allSockets.options().scope()));
  }

  Arguments arguments(Payload payload) {
    return Arguments.from(
        0, JsonTree.node(settings.codec().parse(payload, settings.maxNodes())), settings.values());
  }

  /**
   * Adds a socket, before its middlewares run. Each socket leaves once, with {@link #remove} or
   * {@link #leave}.
   *
   * @return false if this namespace has been removed
   */
  boolean enter() {
    return use.enter(this);
  }

  /** Removes a socket that has entered and is not added. */
  void leave() {
    use.leave(this);
  }

  /**
   * Keeps this namespace without sockets.
   *
   * @return false if it has been removed
   */
  boolean keep() {
    return use.keep(this);
  }

  /** Returns whether a lifecycle is the one of this namespace. */
  boolean isIn(NamespaceLifecycle lifecycle) {
    return use == lifecycle;
  }

  /** The middlewares, to which a parent namespace adds its own. */
  MiddlewareChain admission() {
    return admission;
  }

  SocketObservers observers() {
    return observers;
  }

  NamespaceListeners listeners() {
    return listeners;
  }

  /** Adds a handler of a parent namespace. */
  void addConnectionHandler(EventHandler<Socket> handler) {
    connectionHandlers.add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /** Starts the middlewares for a socket that requests to connect. */
  void admit(SocketLifecycle member) {
    admission.start(member);
  }

  /** Adds a connected socket, which receives broadcasts from now on. */
  void add(SocketLifecycle member) {
    sockets.put(member.id(), member.socket());
    adapter.add(member);
  }

  /** Removes a socket that has entered, connected or not. Called once for each. */
  void remove(SocketLifecycle member) {
    adapter.remove(member);
    sockets.remove(member.id());
    leave();
  }

  private void onConnected(SocketLifecycle member) {
    for (EventHandler<Socket> handler : connectionHandlers) {
      member.guard("connection", () -> handler.handle(member.socket()));
    }
  }
}
