package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.adapter.Adapter;
import io.sidecast.log.RateLimitedWarnings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The namespaces of a server, and the door for new connections. Any thread. */
public final class Namespaces implements ConnectionAcceptor {

  private static final RateLimitedWarnings failedFilters =
      new RateLimitedWarnings(LoggerFactory.getLogger(Namespaces.class), Duration.ofSeconds(1));

  private final Adapter adapter;
  private final SocketSettings settings;
  private final Map<String, Namespace> byName = new ConcurrentHashMap<>();
  private final List<ParentNamespace> families = new CopyOnWriteArrayList<>();
  private final DisconnectHandlers disconnectHandlers = new DisconnectHandlers();
  private final EndStatistics ends = new EndStatistics();

  /**
   * Creates a server with the namespace {@code /}.
   *
   * @param adapter the rooms
   * @param settings what the sockets use
   */
  public Namespaces(Adapter adapter, SocketSettings settings) {
    this.adapter = adapter;
    this.settings = settings;
    of("/");
  }

  /**
   * A namespace, created when it is first asked for.
   *
   * @param name its name, the leading slash may be missing
   * @return the namespace
   */
  public Namespace of(String name) {
    Objects.requireNonNull(name, "name must not be null");
    String full = name.startsWith("/") ? name : "/" + name;
    return byName.computeIfAbsent(full, missing -> listening(missing, NamespaceLifecycle.KEPT));
  }

  /**
   * A namespace of other nodes, for emits and questions only. Nothing is kept of it here.
   *
   * @param name its name, the leading slash may be missing
   * @return the namespace
   */
  public Namespace elsewhere(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    return new Namespace(full, adapter, settings, NamespaceLifecycle.KEPT);
  }

  private Namespace listening(String name, NamespaceLifecycle use) {
    var namespace = new Namespace(name, adapter, settings, use);
    namespace.listen();
    return namespace;
  }

  /**
   * A family of namespaces whose names match a pattern.
   *
   * @param pattern matches the whole name with its leading slash
   * @return the family
   */
  public ParentNamespace of(Pattern pattern) {
    Objects.requireNonNull(pattern, "pattern must not be null");
    return of((name, auth) -> pattern.matcher(name).matches());
  }

  /**
   * A family of namespaces. Families are asked in the order in which they were made.
   *
   * @param filter decides which namespaces may exist
   * @return the family
   */
  public ParentNamespace of(NamespaceFilter filter) {
    Objects.requireNonNull(filter, "filter must not be null");
    var family = new ParentNamespace(filter);
    families.add(family);
    return family;
  }

  @Nullable Namespace find(String name) {
    return byName.get(name);
  }

  /** Whether a namespace that does not exist may be created for a client. */
  boolean areDynamic() {
    return !families.isEmpty();
  }

  /** Completes with the namespace, new if need be, or with null if no family takes it. */
  CompletionStage<@Nullable Namespace> findOrCreate(String name, JsonNode auth) {
    return CompletableFuture.supplyAsync(() -> create(name, auth), settings.handlers());
  }

  private @Nullable Namespace create(String name, JsonNode auth) {
    for (ParentNamespace family : families) {
      if (accepts(family, name, auth)) {
        return byName.computeIfAbsent(name, missing -> child(missing, family));
      }
    }
    return byName.get(name);
  }

  private static boolean accepts(ParentNamespace family, String name, JsonNode auth) {
    try {
      return family.filter().accepts(name, auth);
    } catch (Exception e) {
      failedFilters.warn(
          () -> "the filter of a dynamic namespace has failed: it is taken for a no", e);
      return false;
    }
  }

  private Namespace child(String name, ParentNamespace family) {
    NamespaceLifecycle use =
        settings.cleanupEmptyNamespaces() ? new Cleanup(family) : NamespaceLifecycle.KEPT;
    Namespace child = listening(name, use);
    family.adopt(child);
    return child;
  }

  /**
   * The number of sockets of this node in all namespaces.
   *
   * @return the number
   */
  public int socketCount() {
    return byName.values().stream().mapToInt(namespace -> namespace.sockets().size()).sum();
  }

  /**
   * The number of acknowledgements that clients of this node owe, in all namespaces.
   *
   * @return the number
   */
  public int pendingAckCount() {
    return byName.values().stream()
        .flatMap(namespace -> namespace.sockets().stream())
        .mapToInt(socket -> socket.member().pendingAckCount())
        .sum();
  }

  /**
   * Tells when the disconnect handlers of all sockets have run. Called once, when all are gone.
   *
   * @return completes then, which may take as long as the handlers like
   */
  public CompletionStage<Void> lastHandlers() {
    return disconnectHandlers.over();
  }

  /**
   * The number of events that have arrived after the server had ended their socket.
   *
   * @return the number since the start
   */
  public long droppedEvents() {
    return ends.droppedCount();
  }

  /**
   * The number of clients that were disconnected since too many of their events waited for
   * handlers.
   *
   * @return the number since the start
   */
  public long clientsCutForReceived() {
    return ends.cutCount();
  }

  EndStatistics ends() {
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

  /**
   * Forgets a child without sockets, with its listener to other servers. A socket that comes at
   * that moment brings it back. Thread-safe.
   */
  private final class Cleanup implements NamespaceLifecycle {
    private final ParentNamespace family;

    Cleanup(ParentNamespace family) {
      this.family = family;
    }

    @Override
    public synchronized void occupied(Namespace child) {
      if (byName.putIfAbsent(child.name(), child) == null) {
        child.listen();
        family.bringBack(child);
      }
    }

    @Override
    public synchronized void emptied(Namespace child) {
      if (child.sockets().isEmpty() && byName.remove(child.name(), child)) {
        child.unlisten();
        family.forget(child);
      }
    }
  }
}
