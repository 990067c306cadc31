package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import io.sidecast.connection.Connection;
import io.sidecast.connection.ConnectionAcceptor;
import io.sidecast.connection.ConnectionHandler;
import io.sidecast.json.JsonValue;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The namespaces of a server. Accepts new connections.
 *
 * <p>Sidecast itself uses this type. It is public because packages cannot share it otherwise, and
 * it may change in every release. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Namespaces implements ConnectionAcceptor {

  private static final RateLimitedLog failedFilters =
      new RateLimitedLog(LoggerFactory.getLogger(Namespaces.class), Duration.ofSeconds(1));

  private final Adapter adapter;
  private final SocketSettings settings;
  private final Map<String, Namespace> byName = new ConcurrentHashMap<>();
  private final List<ParentNamespace> parents = new CopyOnWriteArrayList<>();
  private final ChildNamespaces children;
  private final DisconnectHandlers disconnectHandlers = new DisconnectHandlers();
  private final DisconnectStatistics ends = new DisconnectStatistics();
  private final AckStatistics acks = new AckStatistics();
  private final WaitingEvents waitingEvents;
  private final SocketObservers observers;

  /**
   * Creates the namespaces of a server, with the namespace {@code /}.
   *
   * @param adapter the rooms
   * @param settings the settings of the sockets
   */
  @SuppressWarnings("exports") // only the composition calls it
  public Namespaces(Adapter adapter, SocketSettings settings) {
    this.adapter = adapter;
    this.settings = settings;
    this.children = new ChildNamespaces(byName, settings);
    this.waitingEvents = new WaitingEvents(settings.limits());
    this.observers = new SocketObservers(settings);
    of("/");
  }

  /**
   * Returns a namespace and creates it if it does not exist. {@link
   * io.sidecast.limit.Limit#CHILD_NAMESPACES} does not remove it.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return the namespace
   */
  public Namespace of(String name) {
    String full = full(name);
    Namespace namespace;
    do {
      namespace =
          byName.computeIfAbsent(
              full,
              missing -> listening(missing, NamespaceLifecycle.KEPT, new NamespaceListeners()));
    } while (!namespace.keep());
    return namespace;
  }

  /**
   * Returns whether a namespace exists.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return true if it exists on this node
   */
  public boolean has(String name) {
    return byName.containsKey(full(name));
  }

  /**
   * Returns the names of the namespaces of this node.
   *
   * @return a snapshot
   */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /**
   * Returns the sockets of a namespace on this node. Does not create or keep the namespace.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return an unmodifiable live view; empty if the namespace does not exist
   */
  public Collection<Socket> sockets(String name) {
    Namespace namespace = byName.get(full(name));
    return namespace == null ? List.of() : namespace.sockets();
  }

  /**
   * Adds an observer of the sockets of this node in all namespaces.
   *
   * @param observer the observer
   * @return a handle that removes the observer
   */
  public Subscription observe(SocketObserver observer) {
    return observers.add(observer);
  }

  private static String full(String name) {
    Objects.requireNonNull(name, "name must not be null");
    return name.startsWith("/") ? name : "/" + name;
  }

  /**
   * Returns a namespace for emits and requests to other nodes. This node stores no state for it.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return the namespace
   */
  public Namespace elsewhere(String name) {
    return new Namespace(
        full(name),
        adapter,
        settings,
        NamespaceLifecycle.KEPT,
        new NamespaceListeners(),
        observers);
  }

  private Namespace listening(String name, NamespaceLifecycle use, NamespaceListeners listeners) {
    var namespace = new Namespace(name, adapter, settings, use, listeners, observers);
    namespace.listen();
    return namespace;
  }

  /**
   * Creates a parent namespace. Its children are the namespaces whose names match a pattern.
   *
   * @param pattern the pattern, which must match the whole name with its leading slash
   * @return the parent namespace
   */
  public ParentNamespace of(Pattern pattern) {
    Objects.requireNonNull(pattern, "pattern must not be null");
    return of((name, auth) -> pattern.matcher(name).matches());
  }

  /**
   * Creates a parent namespace. For a new namespace, the filters of the parent namespaces run in
   * the order in which the parents were created; the first one that accepts the namespace is its
   * parent.
   *
   * @param filter the filter that decides which child namespaces may exist
   * @return the parent namespace
   */
  public ParentNamespace of(NamespaceFilter filter) {
    Objects.requireNonNull(filter, "filter must not be null");
    var parent = new ParentNamespace(filter, settings.stages());
    parents.add(parent);
    return parent;
  }

  /** Returns a namespace that one more socket has entered, or null if it does not exist. */
  @Nullable Namespace enter(String name) {
    Namespace namespace = byName.get(name);
    return namespace != null && namespace.enter() ? namespace : null;
  }

  /** Returns whether clients may create namespaces. */
  boolean hasParents() {
    return !parents.isEmpty();
  }

  /**
   * Returns a stage with a namespace that one more socket has entered, created if necessary, or
   * with null if no filter accepts it. The stage fails if there are too many child namespaces.
   */
  CompletionStage<@Nullable Namespace> enterOrCreate(String name, JsonValue auth) {
    return CompletableFuture.supplyAsync(() -> create(name, auth), settings.handlers());
  }

  private @Nullable Namespace create(String name, JsonValue auth) {
    for (ParentNamespace parent : parents) {
      if (accepts(parent, name, auth)) {
        return children.enter(
            name, parent, use -> listening(name, use, new NamespaceListeners(parent.listeners())));
      }
    }
    return enter(name);
  }

  private static boolean accepts(ParentNamespace parent, String name, JsonValue auth) {
    try {
      return parent.filter().accepts(name, auth);
    } catch (Throwable e) {
      failedFilters.warn(() -> "the filter of a parent namespace failed: treated as rejection", e);
      return false;
    }
  }

  /**
   * Returns the number of sockets on this node in all namespaces.
   *
   * @return the number of sockets
   */
  public int socketCount() {
    return byName.values().stream().mapToInt(namespace -> namespace.sockets().size()).sum();
  }

  /**
   * Returns the number of acknowledgements that clients of this node owe, in all namespaces.
   *
   * @return the number of acknowledgements
   */
  public int pendingAckCount() {
    return byName.values().stream()
        .flatMap(namespace -> namespace.sockets().stream())
        .mapToInt(socket -> socket.member().pendingAckCount())
        .sum();
  }

  /**
   * Returns a stage that completes when the disconnect handlers of all sockets have completed.
   * Called once, when all sockets are disconnected.
   *
   * @return a stage without a timeout: it completes after the slowest handler
   */
  public CompletionStage<Void> lastHandlers() {
    return disconnectHandlers.over();
  }

  /**
   * Returns the number of events that arrived after the server disconnected their socket.
   *
   * @return the number since the start of the server
   */
  public long droppedEvents() {
    return ends.droppedCount();
  }

  /**
   * Returns the number of clients that were disconnected because too many of their events waited
   * for handlers.
   *
   * @return the number since the start of the server
   */
  public long receiveBufferDisconnects() {
    return ends.cutCount();
  }

  /**
   * Returns the acknowledgements that clients of this node owed, by their outcome.
   *
   * @return the numbers since the start of the server, with all outcomes
   */
  public Map<AckOutcome, Long> ackOutcomes() {
    return acks.sums();
  }

  /**
   * Returns the sum of the times of the outcome {@link AckOutcome#ANSWERED}.
   *
   * @return the sum since the start of the server in nanoseconds
   */
  public long ackNanos() {
    return acks.answerNanos();
  }

  /** Returns the count of events that wait for handlers. */
  WaitingEvents waitingEvents() {
    return waitingEvents;
  }

  AckStatistics acks() {
    return acks;
  }

  DisconnectStatistics ends() {
    return ends;
  }

  DisconnectHandlers disconnectHandlers() {
    return disconnectHandlers;
  }

  SocketSettings settings() {
    return settings;
  }

  @Override
  public ConnectionHandler accept(Connection connection) {
    var client = new Client(connection, this);
    client.start();
    return client;
  }

  @Override
  public String newV2SessionId() {
    return adapter.newSocketId();
  }
}
