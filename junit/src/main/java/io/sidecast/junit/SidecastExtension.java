package io.sidecast.junit;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import io.socket.client.IO;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests real clients as parameters of the types {@link TestClient} and {@link TestClients},
 * and, if wanted, a server or a cluster of servers in this process. It is a field with {@code
 * RegisterExtension}; a test class has one.
 *
 * <p>In a static field the servers start once, before the first test of the class, and are closed
 * after the last one. In an instance field they start for each test. The clients of a test are
 * closed after it. Tests may run concurrently: each has clients of its own.
 *
 * <p>The setters return a new extension. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SidecastExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The settings that the setters change; the options are those of all clients. */
  record Settings(
      ServerGroup.Settings servers, Duration timeout, Consumer<IO.Options> clientOptions) {}

  private final Settings settings;
  private final ServerGroup group;

  /** The ids of the contexts that use the servers. */
  private final Set<String> users = new HashSet<>();

  private SidecastExtension(Settings settings) {
    this.settings = settings;
    this.group = new ServerGroup(settings.servers);
  }

  private SidecastExtension(ServerGroup.Settings servers) {
    this(new Settings(servers, TIMEOUT, options -> {}));
  }

  /**
   * Creates an extension with one server without a broker, on a free port of the loopback address.
   *
   * @param application adds the application's handlers to the server before it starts
   * @return the extension
   */
  public static SidecastExtension server(Consumer<SocketIoServer> application) {
    return cluster(1, application);
  }

  /**
   * Creates an extension with a cluster of servers in this process. They are connected in memory,
   * or by the broker of {@link #broker}. The clients of a test connect to the servers in turn: the
   * first one, of a method before the test or the first parameter, to the server 0.
   *
   * @param servers the number of servers, at least 1
   * @param application adds the application's handlers to each server before it starts
   * @return the extension
   */
  public static SidecastExtension cluster(int servers, Consumer<SocketIoServer> application) {
    if (servers < 1) {
      throw new IllegalArgumentException("a cluster needs at least one server: " + servers);
    }
    return new SidecastExtension(ServerGroup.Settings.started(servers, application));
  }

  /**
   * Creates an extension with clients of a server that the application starts in this process, for
   * example as a bean of Spring.
   *
   * @param server supplies the running server; called before the first client connects
   * @return the extension
   */
  public static SidecastExtension of(Supplier<SocketIoServer> server) {
    return new SidecastExtension(ServerGroup.Settings.existing(server));
  }

  /**
   * Creates an extension with clients of a server elsewhere, for example in a container. {@link
   * TestClient#expectNothing} needs the server object and is not available.
   *
   * @param url supplies the URL of the server, for example {@code https://127.0.0.1:8443}; called
   *     for each client
   * @return the extension
   */
  public static SidecastExtension at(Supplier<String> url) {
    return new SidecastExtension(ServerGroup.Settings.elsewhere(url));
  }

  /**
   * Connects the servers of {@link #server} or {@link #cluster} by a broker. Each start uses a
   * prefix of its own, so concurrent tests on one broker do not meet.
   *
   * @param uri the broker URI, for example {@code redis://127.0.0.1:6379}
   * @return an extension with this broker
   */
  public SidecastExtension broker(String uri) {
    return broker(() -> uri);
  }

  /**
   * Connects the servers of {@link #server} or {@link #cluster} by a broker, see {@link
   * #broker(String)}.
   *
   * @param uri supplies the broker URI; called before the servers start
   * @return an extension with this broker
   */
  public SidecastExtension broker(Supplier<String> uri) {
    return with(settings.servers.broker(uri));
  }

  /**
   * Changes the settings of the servers of {@link #server} or {@link #cluster}.
   *
   * @param options changes the settings of each server
   * @return an extension with these settings
   */
  public SidecastExtension settings(UnaryOperator<SocketIoServerBuilder> options) {
    return with(settings.servers.options(options));
  }

  /**
   * Sets the port of the server of {@link #of}, for a server that shares the port of another one.
   *
   * @param port supplies the port; called for each client
   * @return an extension with this port
   */
  public SidecastExtension port(IntSupplier port) {
    return with(settings.servers.url(() -> ServerGroup.local(port.getAsInt())));
  }

  /**
   * Sets the deadline of each expectation and of each connect.
   *
   * @param timeout the time, at least 1 millisecond; default 10 seconds
   * @return an extension with this deadline
   */
  public SidecastExtension timeout(Duration timeout) {
    return new SidecastExtension(
        new Settings(settings.servers, positive(timeout), settings.clientOptions));
  }

  /**
   * Sets the path of the clients.
   *
   * @param path the path of the engine; default {@code /socket.io/}
   * @return an extension with this path
   */
  public SidecastExtension path(String path) {
    return new SidecastExtension(
        new Settings(settings.servers, settings.timeout, options -> options.path = path));
  }

  private SidecastExtension with(ServerGroup.Settings servers) {
    return new SidecastExtension(new Settings(servers, settings.timeout, settings.clientOptions));
  }

  /**
   * Returns the only server, or the first one of a cluster.
   *
   * @return the running server
   * @throws IllegalStateException if no server runs
   */
  public SocketIoServer server() {
    return server(0);
  }

  /**
   * Returns a server of a cluster.
   *
   * @param index the index, from 0
   * @return the running server
   * @throws IllegalStateException if there is no such server
   */
  public SocketIoServer server(int index) {
    return group.server(index);
  }

  /**
   * Returns the URL of a server.
   *
   * @param index the index, from 0
   * @return the URL, for example {@code http://127.0.0.1:3000}
   */
  public String url(int index) {
    return group.url(index);
  }

  static Duration positive(Duration timeout) {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout must be at least 1 ms: " + timeout);
    }
    return timeout;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    start(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stop(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop(context);
  }

  /** Starts the servers for the first context, for example a class before its tests. */
  private synchronized void start(ExtensionContext context) {
    boolean isFirst = users.isEmpty();
    users.add(context.getUniqueId());
    if (isFirst) {
      group.start();
    }
  }

  private void stop(ExtensionContext context) {
    ClientScope clients = store(context).remove(ClientScope.class, ClientScope.class);
    try {
      if (clients != null) {
        clients.close();
      }
    } finally {
      leave(context);
    }
  }

  /** Closes the servers after the last context: classes that run concurrently may share them. */
  private synchronized void leave(ExtensionContext context) {
    if (users.remove(context.getUniqueId()) && users.isEmpty()) {
      group.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestClient.class || type == TestClients.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (!(parameter.getDeclaringExecutable() instanceof Method)) {
      throw new ParameterResolutionException(
          "the clients of a test are parameters of its methods, not of a constructor");
    }
    TestClients clients = clients(context);
    Connect connect = parameter.findAnnotation(Connect.class).orElse(null);
    if (connect != null) {
      clients = configured(clients, connect);
    }
    return parameter.getParameter().getType() == TestClient.class ? clients.connect() : clients;
  }

  private TestClients clients(ExtensionContext context) {
    ExtensionContext.Store store = store(context);
    ClientScope scope = store.get(ClientScope.class, ClientScope.class);
    if (scope == null) {
      scope = new ClientScope(group);
      store.put(ClientScope.class, scope);
    }
    return new TestClients(
        scope,
        new TestClients.Settings(Connect.IN_TURN, "/", settings.timeout, settings.clientOptions));
  }

  private static TestClients configured(TestClients clients, Connect connect) {
    TestClients configured = clients.server(connect.server()).namespace(connect.namespace());
    if (connect.transports().length > 0) {
      configured = configured.transports(connect.transports());
    }
    for (String entry : connect.auth()) {
      int end = entry.indexOf('=');
      if (end < 1) {
        throw new ParameterResolutionException("auth must have the form key=value: " + entry);
      }
      configured = configured.auth(entry.substring(0, end), entry.substring(end + 1));
    }
    return configured;
  }

  /** The store of one context and of this extension, so that a test does not share its clients. */
  private ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(SidecastExtension.class, this, context.getUniqueId()));
  }
}
