package io.sidecast;

import io.sidecast.cluster.bus.HostLoop;
import io.sidecast.http.StaticFiles;
import io.sidecast.limit.Limit;
import io.sidecast.socket.ErrorHandler;
import io.sidecast.socket.EventObserver;
import io.sidecast.socket.HandlerMode;
import io.sidecast.socket.HandlerModes;
import io.sidecast.socket.Middleware;
import io.sidecast.socket.SocketSettings;
import io.sidecast.transport.EventLoops;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * A builder of servers. It may build several. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SocketIoServerBuilder extends HttpOptions<SocketIoServerBuilder> {

  private static final int MAX_EVENT_LOOPS = 4096;

  private ErrorHandler errors =
      new LoggingErrorHandler(LoggerFactory.getLogger(SocketIoServer.class));
  private boolean cleanupEmptyNamespaces;
  private final List<Consumer<SocketIoServer>> buildActions = new ArrayList<>();
  private boolean healthRoutes;
  private HandlerModes handlers = HandlerModes.BLOCKING;

  SocketIoServerBuilder() {}

  @Override
  SocketIoServerBuilder self() {
    return this;
  }

  /**
   * Sets the port; default 3000.
   *
   * @param port 0 to 65,535; 0 selects a free port
   * @return this builder
   * @throws IllegalArgumentException if the port is out of range
   */
  public SocketIoServerBuilder port(int port) {
    transport = transport.withPort(port);
    return this;
  }

  /**
   * Sets the address on which the server listens; default all addresses.
   *
   * @param host a host name or an IP address
   * @return this builder
   * @throws IllegalArgumentException if it is empty or has a space or a control character
   */
  public SocketIoServerBuilder host(String host) {
    Objects.requireNonNull(host, "host must not be null");
    transport = transport.withHost(host);
    return this;
  }

  /**
   * Serves the files of a folder. The page of a folder is its {@code index.html}.
   *
   * @param root the folder
   * @return this builder
   */
  public SocketIoServerBuilder staticFiles(Path root) {
    Objects.requireNonNull(root, "root must not be null");
    return staticFiles(StaticFiles.folder(root, "index.html"));
  }

  /**
   * Serves static files.
   *
   * @param files the files, from a folder or from the class path
   * @return this builder
   */
  public SocketIoServerBuilder staticFiles(StaticFiles files) {
    Objects.requireNonNull(files, "files must not be null");
    transport = transport.withFiles(files);
    return this;
  }

  /**
   * Sets the number of event loops; default one for each processor.
   *
   * @param count 1 to 4,096
   * @return this builder
   * @throws IllegalArgumentException if the number is out of range
   */
  public SocketIoServerBuilder eventLoops(int count) {
    transport = transport.withEventLoops(Ranges.positive("eventLoops", count, MAX_EVENT_LOOPS));
    return this;
  }

  /**
   * Sets the path of the Socket.IO endpoint; default {@code /socket.io}.
   *
   * @param path the path with a leading slash; a trailing slash is ignored
   * @return this builder
   * @throws IllegalArgumentException if the path does not begin with a slash, names no folder, or
   *     has a query
   */
  public SocketIoServerBuilder path(String path) {
    Objects.requireNonNull(path, "path must not be null");
    engine.path(path);
    return this;
  }

  /**
   * Sets whether requests must have a slash after the path; default false, which accepts requests
   * with and without it. The JavaScript server requires the slash by default.
   *
   * @param required true to leave requests without the slash to routes and static files
   * @return this builder
   */
  public SocketIoServerBuilder addTrailingSlash(boolean required) {
    engine.addTrailingSlash(required);
    return this;
  }

  /**
   * Sets the transports that clients may use; default both. A request for another one is answered
   * 400.
   *
   * @param transports {@code polling}, {@code websocket}; at least one
   * @return this builder
   * @throws IllegalArgumentException if there is none, or one has another name
   */
  public SocketIoServerBuilder transports(String... transports) {
    Objects.requireNonNull(transports, "transports must not be null");
    engine.transports(transports);
    return this;
  }

  /**
   * Sets whether clients may upgrade from polling to WebSocket; default true.
   *
   * @param allow false to forbid upgrades
   * @return this builder
   */
  public SocketIoServerBuilder allowUpgrades(boolean allow) {
    engine.allowUpgrades(allow);
    return this;
  }

  /**
   * Sets the time between a pong and the next ping; default 25 seconds.
   *
   * @param interval at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the interval is out of range
   */
  public SocketIoServerBuilder pingInterval(Duration interval) {
    Objects.requireNonNull(interval, "interval must not be null");
    engine.pingInterval(Ranges.duration("pingInterval", interval));
    return this;
  }

  /**
   * Sets the maximum time between a ping and the pong of the client; default 20 seconds. A client
   * without a pong by then is disconnected with {@link
   * io.sidecast.connection.DisconnectReason#PING_TIMEOUT}. A client also has this time to fetch the
   * last packets of a connection that the server closes.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public SocketIoServerBuilder pingTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    engine.pingTimeout(Ranges.duration("pingTimeout", timeout));
    return this;
  }

  /**
   * Sets the maximum duration of an upgrade; default 10 seconds. The WebSocket of a slower upgrade
   * is closed, and the session stays on polling.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public SocketIoServerBuilder upgradeTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    engine.upgradeTimeout(Ranges.duration("upgradeTimeout", timeout));
    return this;
  }

  /**
   * Sets the maximum size of a message or a polling request of a client; default 1,000,000 bytes. A
   * larger request receives the status 413, a larger message closes its WebSocket with the code
   * 1009, and the session ends. The handshake contains the number.
   *
   * @param bytes a positive number
   * @return this builder
   * @throws IllegalArgumentException if the number is not positive
   */
  public SocketIoServerBuilder maxPayload(int bytes) {
    engine.maxPayload(Ranges.positive("maxPayload", bytes, Integer.MAX_VALUE));
    return this;
  }

  /**
   * Sets the maximum number of bytes that may wait to be sent to one client; default 16 MiB. A
   * client with more is disconnected with {@link
   * io.sidecast.connection.DisconnectReason#SLOW_CLIENT}; see {@link
   * io.sidecast.socket.Socket#whenWritable} for a loop that sends much.
   *
   * @param bytes a positive number; each packet counts 32 bytes besides its own
   * @return this builder
   * @throws IllegalArgumentException if the number is not positive
   */
  public SocketIoServerBuilder maxBufferedBytes(long bytes) {
    engine.maxBufferedBytes(Ranges.positive("maxBufferedBytes", bytes, Long.MAX_VALUE));
    return this;
  }

  /**
   * Sets the maximum number of bytes of one client's events that may wait for handlers while the
   * client owes an acknowledgement; default 16 MiB.
   *
   * <p>The server stops reading from a client that owes no acknowledgement while more than 1 MiB or
   * 1,024 of its events wait. It continues to read from a client that owes one, because the
   * acknowledgement may follow. Such a client is disconnected with {@link
   * io.sidecast.connection.DisconnectReason#RECEIVE_BUFFER_FULL} when an event arrives while more
   * than this maximum waits. Each event counts as 100 bytes in addition to its payload.
   *
   * @param bytes at least 1 MiB
   * @return this builder
   * @throws IllegalArgumentException if the number is less
   */
  public SocketIoServerBuilder maxWaitingBytes(long bytes) {
    if (bytes < 1 << 20) {
      throw new IllegalArgumentException("maxWaitingBytes must be at least 1 MiB, not " + bytes);
    }
    maxWaitingBytes = bytes;
    return this;
  }

  /**
   * Sets a limit of what clients may hold on this server; see {@link Limit} for the defaults.
   *
   * @param limit the limit
   * @param value at least 1
   * @return this builder
   * @throws IllegalArgumentException if the value is less
   */
  public SocketIoServerBuilder limit(Limit limit, long value) {
    Objects.requireNonNull(limit, "limit must not be null");
    limits.put(limit, Ranges.positive(limit.name(), value, Long.MAX_VALUE));
    return this;
  }

  /**
   * Sets the maximum time for a client to connect to a namespace; default 45 seconds. A client
   * without a namespace by then is disconnected. A middleware that decides later refuses the
   * client. A client whose packet waits longer for its next attachment is disconnected too.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public SocketIoServerBuilder connectTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    timeouts =
        new SocketSettings.Timeouts(Ranges.duration("connectTimeout", timeout), timeouts.ack());
    return this;
  }

  /**
   * Sets the time over which {@link SocketIoServer#close} disconnects the clients; default zero,
   * which disconnects all at once.
   *
   * <p>Ten waves of a tenth of the clients follow each other, and each client of a wave leaves at a
   * random moment of it, with {@link io.sidecast.connection.DisconnectReason#SERVER_SHUTTING_DOWN}.
   * So the other nodes do not receive all of them at the same time. Until its turn a client is
   * served as before; the server accepts no new connections.
   *
   * @param time zero to 365 days
   * @return this builder
   * @throws IllegalArgumentException if the time is out of range
   */
  public SocketIoServerBuilder drainTime(Duration time) {
    Objects.requireNonNull(time, "time must not be null");
    engine.drainTime(Ranges.duration("drainTime", time, Duration.ZERO));
    return this;
  }

  /**
   * Serves health checks in plain text, with the status 200 or 503. They are tried after the routes
   * of {@link #route(io.sidecast.http.HttpRoute)}.
   *
   * <ul>
   *   <li>{@code /healthz} is 200 until the server is closed: a supervisor restarts a process that
   *       does not answer.
   *   <li>{@code /readyz} is 200 while the server is {@link LifecycleState#STARTED}, and its
   *       cluster state is neither {@link io.sidecast.cluster.ClusterState#DEAF} nor {@link
   *       io.sidecast.cluster.ClusterState#CLONED}: a balancer sends new clients to such a node.
   *       The body contains both states. It is 200 while the broker is down, because this concerns
   *       all nodes, and each of them still serves its own clients.
   * </ul>
   *
   * @return this builder
   */
  public SocketIoServerBuilder healthRoutes() {
    healthRoutes = true;
    return this;
  }

  /**
   * Sets whether a child namespace is removed when its last socket leaves, with the middlewares and
   * handlers that were added to the child itself; default false. A child that is not removed then
   * stays until {@link io.sidecast.limit.Limit#CHILD_NAMESPACES} is reached.
   *
   * @param cleanup true to remove it
   * @return this builder
   */
  public SocketIoServerBuilder cleanupEmptyChildNamespaces(boolean cleanup) {
    cleanupEmptyNamespaces = cleanup;
    return this;
  }

  /**
   * Adds a middleware for the clients of all namespaces. It runs before those of {@link
   * io.sidecast.socket.Namespace#use}, in the order in which they were added, for example to
   * identify the user ({@link io.sidecast.socket.Socket#authenticate}).
   *
   * @param middleware the middleware that decides whether a socket may connect; may block
   * @return this builder
   */
  public SocketIoServerBuilder middleware(Middleware middleware) {
    middlewares.add(Objects.requireNonNull(middleware, "middleware must not be null"));
    return this;
  }

  /**
   * Sets the observer of the events of clients, for example for metrics; default none. A later call
   * replaces it.
   *
   * @param observer called before and after the handlers of each event
   * @return this builder
   */
  public SocketIoServerBuilder eventObserver(EventObserver observer) {
    this.observer = Objects.requireNonNull(observer, "observer must not be null");
    return this;
  }

  /**
   * Sets the threads that run the handlers of sockets; default {@link HandlerMode#BLOCKING}.
   *
   * @param mode {@link HandlerMode#EVENT_LOOP} if no handler blocks
   * @return this builder
   */
  public SocketIoServerBuilder handlers(HandlerMode mode) {
    handlers = handlers.with(Objects.requireNonNull(mode, "mode must not be null"));
    return this;
  }

  /**
   * Sets the threads that run the handlers of some events, in all namespaces, in place of those of
   * {@link #handlers(HandlerMode)}.
   *
   * <p>The handlers of one socket still run one at a time, in order. Where handlers of both modes
   * exist, an event for an event loop that arrives while an earlier handler of its socket runs or
   * waits is handled after it, on a handler thread; and all handlers but those of events, and the
   * middlewares of namespaces, run on handler threads.
   *
   * @param mode the mode of the handlers and middlewares of these events
   * @param events the names of the events
   * @return this builder
   */
  public SocketIoServerBuilder handlers(HandlerMode mode, String... events) {
    Objects.requireNonNull(mode, "mode must not be null");
    for (String event : Objects.requireNonNull(events, "events must not be null")) {
      Objects.requireNonNull(event, "event must not be null");
    }
    handlers = handlers.with(mode, List.of(events));
    return this;
  }

  /**
   * Sets the handler of exceptions that handlers and middlewares throw. By default they are logged
   * with their stack traces: ten at once, then one a second.
   *
   * @param handler the handler
   * @return this builder
   */
  public SocketIoServerBuilder onError(ErrorHandler handler) {
    Objects.requireNonNull(handler, "handler must not be null");
    errors = handler;
    return this;
  }

  /**
   * Adds an action that receives each server of this builder before {@link #build} returns it, for
   * example of a library that adds namespaces and handlers. The actions run in the order in which
   * they were added.
   *
   * @param action receives the server, which is not started; an exception passes to the caller of
   *     {@link #build}
   * @return this builder
   */
  public SocketIoServerBuilder onBuild(Consumer<SocketIoServer> action) {
    buildActions.add(Objects.requireNonNull(action, "action must not be null"));
    return this;
  }

  /**
   * Builds the server, which does nothing until it is started.
   *
   * @return the server
   * @throws IllegalArgumentException if the mapper is not one for JSON and no parser is set
   * @throws io.sidecast.packet.PacketException if the values of {@code ackOnError} cannot be
   *     serialised
   * @throws io.sidecast.broker.BrokerException if several brokers are available and none is
   *     selected, or if none supports the URI; the message names the remedy
   */
  public SocketIoServer build() {
    var choice = choice();
    var threads = threads();
    var events = new NodeEvents(threads.handlers());
    var sockets = sockets(threads, errors, cleanupEmptyNamespaces, handlers);
    var loops = new EventLoops(transport.loops());
    var bus = bus(choice, new BusDependencies(address(), true, events, () -> hostLoop(loops)));
    var engine = engine(threads.handlers(), sockets.limits());
    var parts =
        new ServerLifecycle.Parts(threads, bus, sockets, engine, transport, loops, healthRoutes);
    var server = new SocketIoServer(new ServerLifecycle(parts, choice), events);
    List.copyOf(buildActions).forEach(action -> action.accept(server));
    return server;
  }

  private static Optional<HostLoop> hostLoop(EventLoops loops) {
    return loops.single().map(HostLoop::new);
  }

  /** The name of a node without a label. A node without a fixed port has that of its process. */
  private String address() {
    String variable = System.getenv("HOSTNAME");
    String host = variable == null ? transport.host() : variable;
    return transport.port() == 0
        ? host + "#" + ProcessHandle.current().pid()
        : host + ":" + transport.port();
  }
}
