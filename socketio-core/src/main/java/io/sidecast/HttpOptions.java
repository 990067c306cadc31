package io.sidecast;

import io.sidecast.engine.AllowRequest;
import io.sidecast.engine.EngineHooks;
import io.sidecast.engine.EngineListener;
import io.sidecast.engine.EngineSettings;
import io.sidecast.transport.CompressionSettings;
import io.sidecast.transport.CookieSettings;
import io.sidecast.transport.CorsSettings;
import io.sidecast.transport.HeadersHook;
import io.sidecast.transport.HttpRoute;
import io.sidecast.transport.HttpSettings;
import io.sidecast.transport.SubprotocolChooser;
import io.sidecast.transport.Tls;
import io.sidecast.transport.TransportSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a server that concern HTTP and WebSocket. One thread.
 *
 * @param <B> the builder that has them
 */
public abstract sealed class HttpOptions<B extends HttpOptions<B>> extends ClusterOptions<B>
    permits SocketIoServerBuilder {

  final EngineSettings.Builder engine = EngineSettings.builder();
  TransportSettings transport = TransportSettings.onPort(3000);
  private @Nullable AllowRequest allowRequest;
  private @Nullable EngineListener engineListener;
  private Duration allowRequestTimeout = Duration.ofSeconds(10);

  HttpOptions() {}

  /** The settings, when it is known who runs user code. */
  EngineSettings engine(Executor handlers) {
    return engine
        .hooks(new EngineHooks(allowRequest, engineListener, handlers, allowRequestTimeout))
        .build();
  }

  /**
   * Sets which pages of other origins may use the server; default none.
   *
   * @param cors for example {@code CorsSettings.origins("https://example.com")}
   * @return this builder
   */
  public B cors(CorsSettings cors) {
    Objects.requireNonNull(cors, "cors must not be null");
    return http(http -> http.withCors(cors));
  }

  /**
   * Sets a cookie that carries the id of the engine's session; default none.
   *
   * @param cookie for example {@link CookieSettings#DEFAULT}
   * @return this builder
   */
  public B cookie(CookieSettings cookie) {
    Objects.requireNonNull(cookie, "cookie must not be null");
    return http(http -> http.withCookie(cookie));
  }

  /**
   * Sets who adds header fields to the first answer of each session; default nobody.
   *
   * @param hook is called on an event loop; does not block
   * @return this builder
   */
  public B onInitialHeaders(HeadersHook hook) {
    Objects.requireNonNull(hook, "hook must not be null");
    return http(http -> http.withInitialHeaders(hook));
  }

  /**
   * Sets who adds header fields to every answer of each session; default nobody.
   *
   * @param hook is called on an event loop; does not block
   * @return this builder
   */
  public B onHeaders(HeadersHook hook) {
    Objects.requireNonNull(hook, "hook must not be null");
    return http(http -> http.withHeaders(hook));
  }

  /**
   * Sets who is told of connections and of requests that were refused; default nobody.
   *
   * @param listener may block
   * @return this builder
   */
  public B engineListener(EngineListener listener) {
    Objects.requireNonNull(listener, "listener must not be null");
    engineListener = listener;
    return self();
  }

  /**
   * Sets who decides which requests may open a session; default all may. A client that may not is
   * answered 403.
   *
   * @param hook may block; what it throws, or no decision within {@link #allowRequestTimeout}, is a
   *     no
   * @return this builder
   */
  public B allowRequest(AllowRequest hook) {
    Objects.requireNonNull(hook, "hook must not be null");
    allowRequest = hook;
    return self();
  }

  /**
   * Sets how long the decision about a request may take; default 10 seconds. A client whose request
   * is not decided in time is answered 403.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B allowRequestTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    allowRequestTimeout = Ranges.duration("allowRequestTimeout", timeout);
    return self();
  }

  /**
   * Sets whether clients of Socket.IO 2 are served too; default false. They take the id of their
   * session, which for others is a secret, for the id of their socket in {@code /}.
   *
   * @param allow true to serve them
   * @return this builder
   */
  public B allowEio3(boolean allow) {
    engine.allowEio3(allow);
    return self();
  }

  /**
   * Sets what is compressed; by default polls of 1,024 bytes and more, WebSockets not.
   *
   * @param compression for example {@code CompressionSettings.DEFAULT.withWebSocket(true, 1024)}
   * @return this builder
   */
  public B compression(CompressionSettings compression) {
    Objects.requireNonNull(compression, "compression must not be null");
    return http(http -> http.withCompression(compression));
  }

  /**
   * Sets how long the body of a polling client's POST may take to arrive after its head; default 30
   * seconds. A slower one is answered 408, and its session is closed.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B requestBodyTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    engine.requestBodyTimeout(Ranges.duration("requestBodyTimeout", timeout));
    return self();
  }

  /**
   * Sets of how many chunks the body of a polling client's POST may consist; default 10,000. Chunks
   * of 4 KiB and more do not count, as {@code maxPayload} limits them. A body of more is answered
   * 413, and its session is closed.
   *
   * @param chunks a positive number
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  public B maxBodyChunks(int chunks) {
    engine.maxBodyChunks(Ranges.positive("maxBodyChunks", chunks, Integer.MAX_VALUE));
    return self();
  }

  /**
   * Sets the most bytes of the head of a request, which are its request line and all its header
   * fields; default 16 KiB, as in Node.js. A longer request line is answered 414, a larger head
   * 431, and the connection is closed. A server that shares the port of another one leaves this
   * limit to that one's codec.
   *
   * @param bytes at least 1,024
   * @return this builder
   * @throws IllegalArgumentException if it is less
   */
  public B maxHeaderSize(int bytes) {
    return http(http -> http.withMaxHeaderSize(bytes));
  }

  /**
   * Sets who chooses the subprotocol of WebSockets that offer some; by default the first is chosen.
   * An offer that is not a list of tokens is answered 400.
   *
   * @param chooser is called on an event loop; does not block
   * @return this builder
   */
  public B subprotocols(SubprotocolChooser chooser) {
    Objects.requireNonNull(chooser, "chooser must not be null");
    return http(http -> http.withSubprotocols(chooser));
  }

  /**
   * Answers requests that are not for Socket.IO, for example a health check. Routes are asked in
   * the order in which they were added, and before static files.
   *
   * @param route the route
   * @return this builder
   */
  public B route(HttpRoute route) {
    Objects.requireNonNull(route, "route must not be null");
    List<HttpRoute> routes = new ArrayList<>(transport.http().routes());
    routes.add(route);
    return http(http -> http.withRoutes(routes));
  }

  /**
   * Answers requests of one path, for example {@code /healthz}.
   *
   * @param path the path, without a query
   * @param route the route; null from it leaves the request to others
   * @return this builder
   */
  public B route(String path, HttpRoute route) {
    Objects.requireNonNull(path, "path must not be null");
    Objects.requireNonNull(route, "route must not be null");
    return route(call -> call.path().equals(path) ? route.answer(call) : null);
  }

  /**
   * Sets whether the browser client is served under the path of the server, for example {@code
   * /socket.io/socket.io.js}; default true, where the class path has it, for example as {@code
   * org.webjars.npm:socket.io-client}.
   *
   * @param serve false not to serve it
   * @return this builder
   */
  public B serveClient(boolean serve) {
    return http(http -> http.withClient(serve));
  }

  /**
   * Encrypts the port; HTTP and WebSocket share it.
   *
   * @param certificate the chain in PEM, the server's own certificate first
   * @param key its private key in PEM (PKCS #8)
   * @return this builder
   */
  public B tls(Path certificate, Path key) {
    Objects.requireNonNull(certificate, "certificate must not be null");
    Objects.requireNonNull(key, "key must not be null");
    return tls(Tls.pem(certificate, key));
  }

  /**
   * Encrypts the port; HTTP and WebSocket share it.
   *
   * @param tls the certificate
   * @return this builder
   */
  public B tls(Tls tls) {
    Objects.requireNonNull(tls, "tls must not be null");
    transport = transport.withTls(tls);
    return self();
  }

  /**
   * Sets whether the operating system's own interface (io_uring, epoll, kqueue) is used where the
   * class path has Netty's library for it; default true.
   *
   * @param allow false for Java's own, everywhere
   * @return this builder
   */
  public B nativeTransport(boolean allow) {
    transport = transport.withNativeTransport(allow);
    return self();
  }

  private B http(UnaryOperator<HttpSettings> change) {
    transport = transport.withHttp(change.apply(transport.http()));
    return self();
  }
}
