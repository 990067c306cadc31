package io.sidecast;

import io.sidecast.cluster.ClusterStats;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.socket.AckResponses;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.AsyncMiddleware;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.DynamicNamespace;
import io.sidecast.socket.EventHandler;
import io.sidecast.socket.Middleware;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.NamespaceFilter;
import io.sidecast.socket.Socket;
import io.sidecast.socket.Subscription;
import io.sidecast.transport.HttpAttachment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * A Socket.IO server, one node of a cluster if there is a broker. Any thread. Its own methods for
 * middlewares, handlers and emits are those of the namespace {@code /}.
 */
public final class SocketIoServer implements AutoCloseable {

  private final ServerNode node;

  SocketIoServer(ServerNode node) {
    this.node = node;
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
   * receives what other nodes emit. Called once.
   *
   * @return this server
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
    return node.startAsync().thenApply(done -> this);
  }

  /**
   * Joins the cluster without listening: requests come from the Netty server that you have. Blocks
   * until this node receives what other nodes emit. Called once, instead of {@link #start}.
   *
   * @return makes the handlers for the pipelines of your server
   * @throws io.sidecast.broker.BrokerException if the broker cannot be reached, saying what to do
   */
  public HttpAttachment attach() {
    return node.attach();
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
  public DynamicNamespace of(Pattern pattern) {
    return node.namespaces().of(pattern);
  }

  /**
   * A family of namespaces. Families are asked in the order in which they were made.
   *
   * @param filter decides which namespaces may exist
   * @return the family
   */
  public DynamicNamespace of(NamespaceFilter filter) {
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
   * Starts an emit to the members of rooms.
   *
   * @param rooms names of rooms, or ids of sockets anywhere in the cluster
   * @return an operator
   */
  public BroadcastOperator to(String... rooms) {
    return root().to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms names of rooms, or ids of sockets anywhere in the cluster
   * @return an operator
   */
  public BroadcastOperator in(String... rooms) {
    return root().in(rooms);
  }

  /**
   * Starts an emit to everybody but the members of rooms.
   *
   * @param rooms names of rooms, or ids of sockets anywhere in the cluster
   * @return an operator
   */
  public BroadcastOperator except(String... rooms) {
    return root().except(rooms);
  }

  /**
   * Starts an emit to the sockets of this node only.
   *
   * @return an operator
   */
  public BroadcastOperator local() {
    return root().local();
  }

  /**
   * Starts an emit that may be dropped for clients that cannot take it at once.
   *
   * @return an operator
   */
  public BroadcastOperator volatile_() {
    return root().volatile_();
  }

  /**
   * Starts an emit and says whether the transport may compress it.
   *
   * @param compress false to send it as it is
   * @return an operator
   */
  public BroadcastOperator compress(boolean compress) {
    return root().compress(compress);
  }

  /**
   * Starts an emit and sets how long its acknowledgements may take.
   *
   * @param timeout a positive duration
   * @return an operator
   */
  public BroadcastOperator timeout(Duration timeout) {
    return root().timeout(timeout);
  }

  /**
   * Emits an event to everybody.
   *
   * @param event its name
   * @param args its arguments
   * @return as of {@link BroadcastOperator#emit}
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    return root().emit(event, args);
  }

  /**
   * Emits the event {@code message} to everybody.
   *
   * @param args its arguments
   * @return as of {@link BroadcastOperator#emit}
   */
  public CompletionStage<Void> send(Object... args) {
    return root().send(args);
  }

  /**
   * Emits an event to everybody and collects the acknowledgements.
   *
   * @param event its name
   * @param args its arguments
   * @return as of {@link BroadcastOperator#emitWithAck}
   */
  public CompletionStage<AckResponses> emitWithAck(String event, Object... args) {
    return root().emitWithAck(event, args);
  }

  /**
   * Emits an event to the servers of all other nodes, not to clients.
   *
   * @param event its name
   * @param args its arguments
   * @return as of {@link Namespace#serverSideEmit}
   */
  public CompletionStage<Void> serverSideEmit(String event, Object... args) {
    return root().serverSideEmit(event, args);
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
   * Stops listening, disconnects every client with "server shutting down", says goodbye to the
   * cluster and frees every thread. Idempotent.
   *
   * @return a stage that completes when all is closed
   */
  public CompletionStage<Void> closeAsync() {
    return node.closeAsync();
  }

  /** As {@link #closeAsync}, and waits for it, and for running handlers, for a bounded time. */
  @Override
  public void close() {
    node.close();
  }

  private Namespace root() {
    return of("/");
  }
}
