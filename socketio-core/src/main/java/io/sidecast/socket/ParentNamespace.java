package io.sidecast.socket;

import io.sidecast.packet.EncodedPacket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A family of namespaces, each created when a client first connects to it. Any thread. What is
 * added here is added to every namespace of the family, those that exist and those to come.
 */
public final class ParentNamespace {

  private final NamespaceFilter filter;
  private final List<Namespace> children = new CopyOnWriteArrayList<>();
  private final List<Consumer<Namespace>> inheritance = new CopyOnWriteArrayList<>();

  ParentNamespace(NamespaceFilter filter) {
    this.filter = filter;
  }

  /**
   * Adds a middleware to every namespace of the family.
   *
   * @param middleware decides whether a socket may connect
   * @return this family
   */
  public ParentNamespace use(Middleware middleware) {
    Objects.requireNonNull(middleware, "middleware must not be null");
    return each(child -> child.use(middleware));
  }

  /**
   * Adds a middleware that decides later to every namespace of the family.
   *
   * @param middleware decides whether a socket may connect
   * @return this family
   */
  public ParentNamespace useAsync(AsyncMiddleware middleware) {
    Objects.requireNonNull(middleware, "middleware must not be null");
    return each(child -> child.useAsync(middleware));
  }

  /**
   * Listens to new sockets in every namespace of the family.
   *
   * @param handler gets each socket when it is connected
   * @return this family
   */
  public ParentNamespace onConnection(EventHandler<Socket> handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    return each(child -> child.onConnection(handler));
  }

  /**
   * Emits an event to everybody in every namespace of the family that exists on this node.
   *
   * @param event its name
   * @param args its arguments
   * @return a stage that completes when all emits have; as of {@link BroadcastOperator#emit}
   * @throws IllegalArgumentException if the name is reserved
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    EventNames.checkOutgoing(event);
    List<Namespace> receivers = namespaces();
    // All are encoded before one is sent: a value that cannot be serialised reaches nobody.
    List<EncodedPacket> packets =
        receivers.stream().map(child -> child.encodeEvent(event, args)).toList();
    return CompletableFuture.allOf(
        IntStream.range(0, packets.size())
            .mapToObj(i -> receivers.get(i).emit(packets.get(i)).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  /**
   * The namespaces of the family that exist on this node.
   *
   * @return a snapshot
   */
  public List<Namespace> namespaces() {
    return List.copyOf(children);
  }

  NamespaceFilter filter() {
    return filter;
  }

  synchronized void adopt(Namespace child) {
    inheritance.forEach(inherited -> inherited.accept(child));
    children.add(child);
  }

  synchronized void bringBack(Namespace child) {
    children.add(child);
  }

  synchronized void forget(Namespace child) {
    children.remove(child);
  }

  private synchronized ParentNamespace each(Consumer<Namespace> inherited) {
    inheritance.add(inherited);
    children.forEach(inherited);
    return this;
  }
}
