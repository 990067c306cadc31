package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.packet.Audience;
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
 * A set of sockets that share middlewares, rooms and events. As a broadcaster it means everybody in
 * it, on all nodes. Any thread; no method blocks.
 */
public final class Namespace extends Broadcaster {

  private final String name;
  private final Adapter adapter;
  private final SocketSettings settings;
  private final NamespaceLifecycle use;
  private final MiddlewareChain admission;
  private final ServerSideEvents serverEvents;
  private final BroadcastOperator everybody;
  private final List<EventHandler<Socket>> connectionHandlers = new CopyOnWriteArrayList<>();
  private final Map<String, Socket> sockets = new ConcurrentHashMap<>();

  Namespace(String name, Adapter adapter, SocketSettings settings, NamespaceLifecycle use) {
    this.use = use;
    this.name = name;
    this.adapter = adapter;
    this.settings = settings;
    this.admission = new MiddlewareChain(settings, this::onConnected);
    this.serverEvents = new ServerSideEvents(settings);
    this.everybody = new BroadcastOperator(this, Audience.everybody(name), defaults());
  }

  /** Begins to get the events of other servers. */
  void listen() {
    adapter.onServerSideEmit(name, serverEvents);
  }

  /** Gets no more events of other servers: this namespace is not found any more. */
  void unlisten() {
    adapter.endServerSideEmit(name, serverEvents);
  }

  /**
   * The name of this namespace.
   *
   * @return the name with its leading slash
   */
  public String name() {
    return name;
  }

  /**
   * Adds a middleware. Middlewares run in the order in which they were added, on every connect.
   *
   * @param middleware decides whether a socket may connect
   * @return this namespace
   */
  public Namespace use(Middleware middleware) {
    admission.add(middleware);
    return this;
  }

  /**
   * Adds a middleware that decides later, in the same order as those of {@link #use}.
   *
   * @param middleware decides whether a socket may connect
   * @return this namespace
   */
  public Namespace useAsync(AsyncMiddleware middleware) {
    admission.addAsync(middleware);
    return this;
  }

  /**
   * Listens to new sockets. The handler runs before any event of the socket is handled: listeners
   * that it adds miss nothing.
   *
   * @param handler gets each socket when it is connected
   * @return this namespace
   */
  public Namespace onConnection(EventHandler<Socket> handler) {
    connectionHandlers.add(Objects.requireNonNull(handler, "handler must not be null"));
    return this;
  }

  /**
   * The sockets of this node in this namespace.
   *
   * @return a live view
   */
  public Collection<Socket> sockets() {
    return Collections.unmodifiableCollection(sockets.values());
  }

  /**
   * Listens to an event that the server of another node has sent with {@link #serverSideEmit} or
   * {@link #serverSideEmitWithAck}.
   *
   * @param event its name
   * @param handler gets the arguments; handlers run one after another and may block
   * @return ends the listening
   * @throws IllegalArgumentException if the name is reserved
   */
  public Subscription onServerSideEmit(String event, EventHandler<Arguments> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return serverEvents.on(event, (args, ack) -> handler.handle(args));
  }

  /**
   * As {@link #onServerSideEmit(String, EventHandler)}, and answers the event. If several handlers
   * answer, the first answer counts.
   *
   * @param event its name
   * @param handler gets the arguments; handlers run one after another and may block
   * @return ends the listening
   * @throws IllegalArgumentException if the name is reserved
   */
  public Subscription onServerSideEmit(String event, AckEventHandler<Arguments> handler) {
    return serverEvents.on(event, handler);
  }

  @Override
  protected BroadcastOperator operator() {
    return everybody;
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

  /** Emits an encoded event to everybody in this namespace. */
  CompletionStage<Void> emit(EncodedPacket event) {
    return settings
        .stages()
        .of(adapter.emit(everybody.audience(), event, everybody.options().scope()));
  }

  Arguments arguments(Payload payload) {
    return Arguments.from(0, settings.codec().parse(payload), settings.values());
  }

  /** A client asks to connect. */
  void admit(SocketLifecycle member) {
    admission.start(member);
  }

  /** The socket is connected: it gets events from now on. */
  void add(SocketLifecycle member) {
    sockets.put(member.id(), member.socket());
    use.occupied(this);
    adapter.add(member);
  }

  void remove(SocketLifecycle member) {
    adapter.remove(member);
    sockets.remove(member.id());
    notAdmitted();
  }

  /** A socket has left, or was not admitted: the namespace may be empty now. */
  void notAdmitted() {
    if (sockets.isEmpty()) {
      use.emptied(this);
    }
  }

  private void onConnected(SocketLifecycle member) {
    for (EventHandler<Socket> handler : connectionHandlers) {
      member.guard("connection", () -> handler.handle(member.socket()));
    }
  }
}
