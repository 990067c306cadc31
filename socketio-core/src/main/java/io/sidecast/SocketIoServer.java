package io.sidecast;

import io.sidecast.cluster.ClusterEvents.LostMessages;
import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
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
import io.sidecast.socket.Subscription;
import io.sidecast.transport.HttpAttachment;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * A Socket.IO server, one node of a cluster if there is a broker. Any thread. Its own methods for
 * middlewares, handlers, emits and sockets are those of the namespace {@code /}.
 */
public final class SocketIoServer extends Broadcaster implements AutoCloseable {

  private final ServerLifecycle node;
  private final NodeEvents events;
  private final BroadcastOperator everybody;

  SocketIoServer(ServerLifecycle node, NodeEvents events) {
    this.node = node;
    this.events = events;
    this.everybody = root().except();
  }

  /**
   * Starts to describe a server.
   *
   * @return a builder with the defaults of the Socket.IO documentation
   */
  public static SocketIoServerBuilder builder() {
    return new SocketIoServerBuilder();
  }

  /**
   * Joins the cluster and listens on the port. Blocks until clients can connect and this node
   * receives what other nodes emit. A server has one life: it starts once, and after a start that
   * fails, is interrupted, or takes longer than a minute it is closed.
   *
   * @return this server
   * @throws IllegalStateException if it was started or closed before, or is closed meanwhile
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached, saying what to do
   * @throws java.io.UncheckedIOException if the port cannot be listened on, or the certificate
   *     cannot be read
   */
  public SocketIoServer start() {
    node.start();
    return this;
  }

  /**
   * As {@link #start}, without blocking.
   *
   * @return a stage with this server; it fails with what {@link #start} throws
   */
  public CompletionStage<SocketIoServer> startAsync() {
    return node.stages().of(node.startAsync(), done -> this);
  }

  /**
   * Joins the cluster without listening: requests come from the Netty server that you have. Blocks
   * until this node receives what other nodes emit. Takes the place of {@link #start}.
   *
   * @return makes the handlers for the pipelines of your server
   * @throws IllegalStateException as of {@link #start}
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached, saying what to do
   */
  public HttpAttachment attach() {
    return node.attach();
  }

  /**
   * The state of this server, for a health check: a load balancer sends clients to a server that is
   * {@link LifecycleState#STARTED}.
   *
   * @return the state now
   */
  public LifecycleState state() {
    return node.state();
  }

  /**
   * The port that the server listens on.
   *
   * @return the real port where 0 was asked for
   * @throws IllegalStateException if the server has not been started
   */
  public int port() {
    return node.port();
  }

  /**
   * A namespace, created when it is first asked for. Clients can connect to it from then on.
   *
   * @param name its name, the leading slash may be missing
   * @return the namespace
   */
  public Namespace of(String name) {
    return node.namespaces().of(name);
  }

  /**
   * A family of namespaces whose names match a pattern.
   *
   * @param pattern matches the whole name with its leading slash
   * @return the family
   */
  public ParentNamespace of(Pattern pattern) {
    return node.namespaces().of(pattern);
  }

  /**
   * A family of namespaces. Families are asked in the order in which they were made.
   *
   * @param filter decides which namespaces may exist
   * @return the family
   */
  public ParentNamespace of(NamespaceFilter filter) {
    return node.namespaces().of(filter);
  }

  /**
   * Adds a middleware.
   *
   * @param middleware decides whether a socket may connect
   * @return this server
   */
  public SocketIoServer use(Middleware middleware) {
    root().use(middleware);
    return this;
  }

  /**
   * Adds a middleware that decides later.
   *
   * @param middleware decides whether a socket may connect
   * @return this server
   */
  public SocketIoServer useAsync(AsyncMiddleware middleware) {
    root().useAsync(middleware);
    return this;
  }

  /**
   * Listens to new sockets.
   *
   * @param handler gets each socket when it is connected
   * @return this server
   */
  public SocketIoServer onConnection(EventHandler<Socket> handler) {
    root().onConnection(handler);
    return this;
  }

  /**
   * The sockets of this node.
   *
   * @return a live view
   */
  public Collection<Socket> sockets() {
    return root().sockets();
  }

  /**
   * Listens to an event that the server of another node has sent with {@link #serverSideEmit}.
   *
   * @param event its name
   * @param handler gets the arguments
   * @return ends the listening
   */
  public Subscription onServerSideEmit(String event, EventHandler<Arguments> handler) {
    return root().onServerSideEmit(event, handler);
  }

  /**
   * As {@link #onServerSideEmit(String, EventHandler)}, and answers the event.
   *
   * @param event its name
   * @param handler gets the arguments
   * @return ends the listening
   */
  public Subscription onServerSideEmit(String event, AckEventHandler<Arguments> handler) {
    return root().onServerSideEmit(event, handler);
  }

  /**
   * Listens to other nodes that join the cluster, those included that are there when this one
   * starts. The handlers of this and the next two methods run one after another, in the order in
   * which this node has noticed what happened; they may block.
   *
   * @param handler gets the node
   * @return ends the listening
   */
  public Subscription onNodeJoined(EventHandler<NodeInfo> handler) {
    return events.joined().add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /**
   * Listens to other nodes that leave the cluster: because they were closed, or because nothing was
   * heard of them for the node timeout. A node that was only cut off joins again under the same id.
   *
   * @param handler gets the node
   * @return ends the listening
   */
  public Subscription onNodeLeft(EventHandler<NodeInfo> handler) {
    return events.left().add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /**
   * Listens to gaps: messages that another node has sent and this one has not got, which is seen
   * when the next one arrives. Gaps that are noticed while the handler runs are added up.
   *
   * @param handler gets whose messages, over which kind of channel, and how many
   * @return ends the listening
   */
  public Subscription onMessagesLost(EventHandler<LostMessages> handler) {
    return events.lost().add(Objects.requireNonNull(handler, "handler must not be null"));
  }

  /**
   * The nodes of the cluster that are known to be alive, this one first.
   *
   * @return a snapshot
   */
  public List<NodeInfo> nodes() {
    return node.bus().nodes();
  }

  /**
   * What has passed between this node and the broker.
   *
   * @return a snapshot
   */
  public ClusterStats clusterStats() {
    return node.bus().stats();
  }

  /**
   * How much this node holds.
   *
   * @return a snapshot
   */
  public ServerLoad load() {
    return node.load();
  }

  /**
   * How many clients and events this node has turned away.
   *
   * @return a snapshot
   */
  public ServerStats stats() {
    return node.stats();
  }

  /**
   * Stops listening, disconnects every client with "server shutting down", says goodbye to the
   * cluster and frees every thread. The emits of disconnect handlers reach other nodes, as long as
   * the handlers are done within 5 seconds. A start that is under way fails. Can be called at any
   * time and from any thread, also more than once.
   *
   * @return a stage that completes when all is closed but handlers that still run; the same end
   *     each time
   */
  public CompletionStage<Void> closeAsync() {
    return node.stages().of(node.closeAsync());
  }

  /**
   * As {@link #closeAsync}, and waits for it and then for running handlers, 15 seconds at most for
   * each; handlers that run longer are interrupted. Within a handler, a middleware or any other
   * callback it returns at once and the close goes on behind it: the JVM does not end before it is
   * complete.
   */
  @Override
  public void close() {
    node.close();
  }

  @Override
  protected BroadcastOperator operator() {
    return everybody;
  }

  private Namespace root() {
    return of("/");
  }
}
