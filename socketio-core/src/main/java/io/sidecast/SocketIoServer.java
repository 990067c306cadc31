package io.sidecast;

import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.LostMessages;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.http.HttpAttachment;
import io.sidecast.socket.AckEventHandler;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.AsyncMiddleware;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Broadcaster;
import io.sidecast.socket.EventHandler;
import io.sidecast.socket.Middleware;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.NamespaceFilter;
import io.sidecast.socket.ParentNamespace;
import io.sidecast.socket.Socket;
import io.sidecast.socket.SocketAckEventHandler;
import io.sidecast.socket.SocketListeners;
import io.sidecast.socket.SocketObserver;
import io.sidecast.socket.Subscription;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * A Socket.IO server. With a broker it is one node of a cluster. The methods of the server itself
 * for middlewares, handlers, emits and sockets are those of the namespace {@code /}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SocketIoServer extends Broadcaster implements SocketListeners, AutoCloseable {

  private final ServerLifecycle node;
  private final NodeEvents events;
  private final BroadcastOperator allSockets;

  SocketIoServer(ServerLifecycle node, NodeEvents events) {
    this.node = node;
    this.events = events;
    this.allSockets = root().except();
  }

  /**
   * Creates a builder of a server.
   *
   * @return a builder with the defaults of the Socket.IO documentation
   */
  public static SocketIoServerBuilder builder() {
    return new SocketIoServerBuilder();
  }

  /**
   * Joins the cluster and listens on the port. Blocks until clients can connect and this node
   * receives the emits of other nodes. A server starts once; after a start that fails, is
   * interrupted or takes longer than a minute it is closed.
   *
   * @return this server
   * @throws IllegalStateException if the server was already started or closed, if it is closed
   *     meanwhile, if the calling thread is interrupted, or if the start exceeds a minute
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached; the message names
   *     the remedy
   * @throws java.io.UncheckedIOException if the server cannot listen on the port or read the
   *     certificate
   */
  public SocketIoServer start() {
    node.start();
    return this;
  }

  /**
   * Starts without blocking and without a time limit, see {@link #start}.
   *
   * @return a stage that completes with this server, on a handler thread; it fails with the
   *     exceptions of {@link #start}, but with the {@link java.io.IOException} itself
   */
  public CompletionStage<SocketIoServer> startAsync() {
    return node.stages().of(node.startAsync(), done -> this);
  }

  /**
   * Joins the cluster without listening on a port: the requests come from an existing Netty server.
   * Blocks until this node receives the emits of other nodes. Replaces {@link #start}.
   *
   * @return the attachment, which creates the handlers for the pipelines of the Netty server
   * @throws IllegalStateException under the same conditions as {@link #start}
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached; the message names
   *     the remedy
   */
  public HttpAttachment attach() {
    return node.attach();
  }

  /**
   * The state of this server, for example for a health check: a load balancer sends clients to a
   * server that is {@link LifecycleState#STARTED}.
   *
   * @return the current state
   */
  public LifecycleState state() {
    return node.state();
  }

  /**
   * The port on which the server listens.
   *
   * @return the port; the actual one if the configured port is 0
   * @throws IllegalStateException if the server does not listen on a port of its own
   */
  public int port() {
    return node.port();
  }

  /**
   * Returns a namespace and creates it at the first call. Clients can connect to it from then on.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return the namespace
   */
  public Namespace of(String name) {
    return node.namespaces().of(name);
  }

  /**
   * Returns whether a namespace exists on this node, created by {@link #of(String)} or as a child
   * of a parent namespace. Does not create it.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return true if it exists
   */
  public boolean hasNamespace(String name) {
    return node.namespaces().has(name);
  }

  /**
   * The names of the namespaces that exist on this node, created by {@link #of(String)} or as
   * children of parent namespaces.
   *
   * @return a snapshot
   */
  public Set<String> namespaces() {
    return node.namespaces().names();
  }

  /**
   * The sockets of a namespace on this node. Unlike {@link #of(String)} this does not create the
   * namespace, nor keep a child of a parent namespace.
   *
   * @param namespace the name of the namespace; the leading slash is optional
   * @return a live view; empty if the namespace does not exist here
   */
  public Collection<Socket> sockets(String namespace) {
    return node.namespaces().sockets(namespace);
  }

  /**
   * Selects all sockets of a namespace, on all nodes. Unlike {@link #of(String)} this does not
   * create the namespace on this node.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return an operator
   */
  public BroadcastOperator inNamespace(String name) {
    return node.namespaces().elsewhere(name).except();
  }

  /**
   * Adds an observer of the sockets of this node in all namespaces, for example for a page that
   * shows them. Without an observer nothing is recorded.
   *
   * @param observer the observer
   * @return a handle that removes the observer
   */
  public Subscription observe(SocketObserver observer) {
    return node.namespaces().observe(Objects.requireNonNull(observer, "observer must not be null"));
  }

  /**
   * Creates a parent namespace for all namespaces whose names match a pattern.
   *
   * @param pattern the pattern, which must match the whole name with its leading slash
   * @return the parent namespace
   */
  public ParentNamespace of(Pattern pattern) {
    return node.namespaces().of(pattern);
  }

  /**
   * Creates a parent namespace for all namespaces that a filter accepts. The server tries parent
   * namespaces in the order of their creation.
   *
   * @param filter the filter of the child namespaces
   * @return the parent namespace
   */
  public ParentNamespace of(NamespaceFilter filter) {
    return node.namespaces().of(filter);
  }

  /**
   * Adds a middleware to the namespace {@code /}.
   *
   * @param middleware the middleware, which decides whether a socket may connect
   * @return this server
   */
  public SocketIoServer use(Middleware middleware) {
    root().use(middleware);
    return this;
  }

  /**
   * Adds an asynchronous middleware to the namespace {@code /}.
   *
   * @param middleware the middleware, which decides whether a socket may connect
   * @return this server
   */
  public SocketIoServer useAsync(AsyncMiddleware middleware) {
    root().useAsync(middleware);
    return this;
  }

  /**
   * Adds a handler for new sockets of the namespace {@code /}.
   *
   * @param handler receives each socket when it is connected
   * @return this server
   */
  public SocketIoServer onConnection(EventHandler<Socket> handler) {
    root().onConnection(handler);
    return this;
  }

  @Override
  public Subscription on(String event, SocketAckEventHandler<Arguments> handler) {
    return root().on(event, handler);
  }

  @Override
  public void off(String event) {
    root().off(event);
  }

  /**
   * The sockets of the namespace {@code /} on this node.
   *
   * @return a live view
   */
  public Collection<Socket> sockets() {
    return root().sockets();
  }

  /**
   * Adds a listener for an event that another node has sent with {@link #serverSideEmit}.
   *
   * @param event the name of the event
   * @param handler receives the arguments
   * @return a handle that removes the listener
   */
  public Subscription onServerSideEmit(String event, EventHandler<Arguments> handler) {
    return root().onServerSideEmit(event, handler);
  }

  /**
   * Adds a listener that also acknowledges the event, see {@link #onServerSideEmit(String,
   * EventHandler)}.
   *
   * @param event the name of the event
   * @param handler receives the arguments and the acknowledgement to send
   * @return a handle that removes the listener
   */
  public Subscription onServerSideEmit(String event, AckEventHandler<Arguments> handler) {
    return root().onServerSideEmit(event, handler);
  }

  /**
   * Adds a handler for other nodes that join the cluster, including the nodes that are present when
   * this one starts. The handlers of this method, {@link #onNodeLeft} and {@link #onMessagesLost}
   * run one after another, in the order in which this node has noticed the events; they may block.
   *
   * @param handler receives the node
   * @return a handle that removes the handler
   */
  public Subscription onNodeJoined(EventHandler<NodeInfo> handler) {
    return events.joined().add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /**
   * Adds a handler for other nodes that leave the cluster, because they were closed or because this
   * node received nothing from them within the node timeout. A node that was only disconnected for
   * a while joins again under the same id.
   *
   * @param handler receives the node
   * @return a handle that removes the handler
   */
  public Subscription onNodeLeft(EventHandler<NodeInfo> handler) {
    return events.left().add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /**
   * Adds a handler for lost messages: messages that another node has sent and this one has not
   * received. A node detects the gap when the next message arrives. Gaps that it detects while the
   * handler runs are added up.
   *
   * @param handler receives the sending node, the kind of channel and the number of messages
   * @return a handle that removes the handler
   */
  public Subscription onMessagesLost(EventHandler<LostMessages> handler) {
    return events.lost().add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /**
   * The nodes of the cluster that are known to be alive, this node first.
   *
   * @return a snapshot
   */
  public List<NodeInfo> nodes() {
    return node.bus().nodes();
  }

  /**
   * The statistics of the traffic between this node and the broker.
   *
   * @return a snapshot
   */
  public ClusterStats clusterStats() {
    return node.bus().stats();
  }

  /**
   * The resources that this node holds.
   *
   * @return a snapshot
   */
  public ServerLoad load() {
    return node.load();
  }

  /**
   * The connections and the traffic of this node since its start, and the clients and events that
   * it has rejected.
   *
   * @return a snapshot
   */
  public ServerStats stats() {
    return node.stats();
  }

  /**
   * Returns a stage that completes when this server is closed.
   *
   * @return a stage like that of {@link #closeAsync}; this method closes nothing
   */
  public CompletionStage<Void> whenClosed() {
    return node.stages().of(node.closed());
  }

  /**
   * Stops listening, disconnects every client with "server shutting down", leaves the cluster and
   * releases all threads. The emits of disconnect handlers reach other nodes if the handlers finish
   * within 5 seconds. A running start fails. May be called at any time, from any thread and
   * repeatedly.
   *
   * @return a stage that completes on a handler thread when everything is closed except handlers
   *     that still run; every call reports the same result
   */
  public CompletionStage<Void> closeAsync() {
    return node.stages().of(node.closeAsync());
  }

  /**
   * Closes, see {@link #closeAsync}, and waits for the end and then for running handlers, 15
   * seconds at most for each; handlers that run longer are interrupted. Within a handler, a
   * middleware or any other callback it returns at once and the close continues in the background:
   * the JVM does not exit before it is complete.
   */
  @Override
  public void close() {
    node.close();
  }

  @Override
  protected BroadcastOperator operator() {
    return allSockets;
  }

  private Namespace root() {
    return of("/");
  }
}
