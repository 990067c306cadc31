package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A parent of child namespaces, each of which is created when a client first connects to it.
 * Middlewares and handlers that are added here apply to every child, existing or future.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ParentNamespace implements SocketListeners {

  private final NamespaceFilter filter;
  private final HandlerStages stages;
  private final NamespaceListeners listeners = new NamespaceListeners();

  /** Guarded by this object. */
  private final Set<Namespace> children = new LinkedHashSet<>();

  private final List<Consumer<Namespace>> childSetup = new CopyOnWriteArrayList<>();

  ParentNamespace(NamespaceFilter filter, HandlerStages stages) {
    this.filter = filter;
    this.stages = stages;
  }

  /**
   * Adds a middleware to every child namespace.
   *
   * @param middleware the middleware that decides whether a socket may connect
   * @return this parent namespace
   */
  public ParentNamespace use(Middleware middleware) {
    Objects.requireNonNull(middleware, "middleware must not be null");
    return each(child -> child.admission().add(middleware));
  }

  /**
   * Adds an asynchronous middleware to every child namespace.
   *
   * @param middleware the middleware that decides whether a socket may connect
   * @return this parent namespace
   */
  public ParentNamespace useAsync(AsyncMiddleware middleware) {
    Objects.requireNonNull(middleware, "middleware must not be null");
    return each(child -> child.admission().addAsync(middleware));
  }

  /**
   * Adds a handler for new sockets to every child namespace, see {@link Namespace#onConnection}.
   *
   * @param handler the handler that receives each socket after it is connected
   * @return this parent namespace
   */
  public ParentNamespace onConnection(EventHandler<Socket> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return each(child -> child.addConnectionHandler(handler));
  }

  @Override
  public Subscription on(String event, SocketAckEventHandler<Arguments> handler) {
    return listeners.add(event, handler);
  }

  @Override
  public void off(String event) {
    listeners.removeAll(event);
  }

  /**
   * Emits an event to all sockets of every child namespace that exists on this node.
   *
   * @param event the name of the event
   * @param args the arguments of the event, see {@link BroadcastOperator#emit}
   * @return a stage that completes when the emits to all children have completed, and fails if one
   *     of them fails; see {@link BroadcastOperator#emit}
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    EventNames.checkOutgoing(event);
    List<Namespace> receivers = namespaces();
    // All packets are encoded before the first is sent: if a value cannot be serialised, no client
    // receives the event.
    List<EncodedPacket> packets =
        receivers.stream().map(child -> child.encodeEvent(event, args)).toList();
    return stages.of(
        CompletableFuture.allOf(
            IntStream.range(0, packets.size())
                .mapToObj(i -> receivers.get(i).emit(packets.get(i)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new)));
  }

  /**
   * Returns the child namespaces that exist on this node.
   *
   * @return a snapshot
   */
  public synchronized List<Namespace> namespaces() {
    return List.copyOf(children);
  }

  NamespaceFilter filter() {
    return filter;
  }

  NamespaceListeners listeners() {
    return listeners;
  }

  synchronized void addChild(Namespace child) {
    childSetup.forEach(setup -> setup.accept(child));
    children.add(child);
  }

  synchronized void forget(Namespace child) {
    children.remove(child);
  }

  private synchronized ParentNamespace each(Consumer<Namespace> setup) {
    childSetup.add(setup);
    children.forEach(setup);
    return this;
  }
}
