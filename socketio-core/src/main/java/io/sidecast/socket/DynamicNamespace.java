package io.sidecast.socket;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A family of namespaces, each created when a client first connects to it. Any thread. What is
 * added here is added to every namespace of the family, those that exist and those to come.
 */
public final class DynamicNamespace {

  private final NamespaceFilter filter;
  private final List<Namespace> children = new CopyOnWriteArrayList<>();
  private final List<Consumer<Namespace>> inheritance = new CopyOnWriteArrayList<>();

  DynamicNamespace(NamespaceFilter filter) {
    this.filter = filter;
  }

  /**
   * Adds a middleware to every namespace of the family.
   *
   * @param middleware decides whether a socket may connect
   * @return this family
   */
  public DynamicNamespace use(Middleware middleware) {
    return each(child -> child.use(middleware));
  }

  /**
   * Adds a middleware that decides later to every namespace of the family.
   *
   * @param middleware decides whether a socket may connect
   * @return this family
   */
  public DynamicNamespace useAsync(AsyncMiddleware middleware) {
    return each(child -> child.useAsync(middleware));
  }

  /**
   * Listens to new sockets in every namespace of the family.
   *
   * @param handler gets each socket when it is connected
   * @return this family
   */
  public DynamicNamespace onConnection(EventHandler<Socket> handler) {
    return each(child -> child.onConnection(handler));
  }

  /**
   * Emits an event to everybody in every namespace of the family that exists on this node.
   *
   * @param event its name
   * @param args its arguments
   * @return a stage that completes when all emits have; as of {@link BroadcastOperator#emit}
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    return CompletableFuture.allOf(
        children.stream()
            .map(child -> child.emit(event, args).toCompletableFuture())
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

  private synchronized DynamicNamespace each(Consumer<Namespace> inherited) {
    inheritance.add(inherited);
    children.forEach(inherited);
    return this;
  }
}
