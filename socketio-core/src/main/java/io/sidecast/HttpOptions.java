package io.sidecast;

import io.sidecast.connection.EngineListener;
import io.sidecast.engine.EngineHooks;
import io.sidecast.engine.EngineSettings;
import io.sidecast.http.AllowRequest;
import io.sidecast.http.CompressionSettings;
import io.sidecast.http.CookieSettings;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.HeadersHook;
import io.sidecast.http.HttpRoute;
import io.sidecast.http.SubprotocolChooser;
import io.sidecast.http.Tls;
import io.sidecast.limit.Limits;
import io.sidecast.transport.TransportSettings;
import io.sidecast.transport.http.HttpSettings;
import io.sidecast.transport.http.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a server that concern HTTP, WebSocket and TLS. Not thread-safe.
 *
 * @param <B> the concrete builder type
 * @since 0.1.0
 */
public abstract sealed class HttpOptions<B extends HttpOptions<B>> extends ClusterOptions<B>
    permits SocketIoServerBuilder {

  final EngineSettings.Builder engine = EngineSettings.builder();
  TransportSettings transport = TransportSettings.onPort(3000);
  private @Nullable AllowRequest allowRequest;
  private @Nullable EngineListener engineListener;
  private Duration allowRequestTimeout = Duration.ofSeconds(10);

  HttpOptions() {}

  /** Builds the settings of the engine, whose user code runs on an executor. */
  EngineSettings engine(Executor handlers, Limits limits) {
    return engine
        .limits(limits)
        .hooks(new EngineHooks(allowRequest, engineListener, handlers, allowRequestTimeout))
        .build();
  }

  /**
   * Sets the origins whose pages may use the server (CORS); default none.
   *
   * @param cors the settings, for example {@code CorsSettings.origins("https://example.com")}
   * @return this builder
   */
  public B cors(CorsSettings cors) {
    Objects.requireNonNull(cors, "cors must not be null");
    return http(http -> http.withCors(cors));
  }

  /**
   * Sets a cookie that carries the id of the Engine.IO session; default none.
   *
   * @param cookie the settings, for example {@link CookieSettings#DEFAULT}
   * @return this builder
   */
  public B cookie(CookieSettings cookie) {
    Objects.requireNonNull(cookie, "cookie must not be null");
    return http(http -> http.withCookie(cookie));
  }

  /**
   * Sets a hook that adds header fields to the first response of each session; default none.
   *
   * @param hook the hook, called on an event loop; must not block
   * @return this builder
   */
  public B onInitialHeaders(HeadersHook hook) {
    Objects.requireNonNull(hook, "hook must not be null");
    return http(http -> http.withInitialHeaders(hook));
  }

  /**
   * Sets a hook that adds header fields to every response of each session; default none.
   *
   * @param hook the hook, called on an event loop; must not block
   * @return this builder
   */
  public B onHeaders(HeadersHook hook) {
    Objects.requireNonNull(hook, "hook must not be null");
    return http(http -> http.withHeaders(hook));
  }

  /**
   * Sets a listener for opened connections and refused requests; default none.
   *
   * @param listener the listener; may block
   * @return this builder
   */
  public B engineListener(EngineListener listener) {
    Objects.requireNonNull(listener, "listener must not be null");
    engineListener = listener;
    return self();
  }

  /**
   * Sets a hook that decides which requests may open a session; by default all may. A refused
   * request receives the status 403.
   *
   * @param hook the hook; may block. An exception, or no decision within {@link
   *     #allowRequestTimeout}, refuses the request
   * @return this builder
   */
  public B allowRequest(AllowRequest hook) {
    Objects.requireNonNull(hook, "hook must not be null");
    allowRequest = hook;
    return self();
  }

  /**
   * Sets the maximum time for the decision about a request; default 10 seconds. A request without a
   * decision by then receives the status 403.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public B allowRequestTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    allowRequestTimeout = Ranges.duration("allowRequestTimeout", timeout);
    return self();
  }

  /**
   * Sets the proxies whose header field {@code X-Forwarded-For} is trusted; default none. A request
   * of such a proxy has the last address in the field that is not one of a trusted proxy: {@code
   * handshake().address()} returns it, and {@link io.sidecast.limit.Limit#CONNECTIONS_PER_ADDRESS}
   * counts it.
   *
   * @param networks addresses of the proxies, with or without a prefix length, for example {@code
   *     10.0.0.0/8}
   * @return this builder
   * @throws IllegalArgumentException if one is not a network
   */
  public B trustedProxies(String... networks) {
    Objects.requireNonNull(networks, "networks must not be null");
    var proxies = TrustedProxies.of(networks);
    return http(http -> http.withProxies(proxies));
  }

  /**
   * Sets whether clients of Socket.IO 2 (Engine.IO protocol, revision 3) may connect; default
   * false. Such a client uses its session id, which is a secret for other clients, as the id of its
   * socket in the namespace {@code /}.
   *
   * @param allow true to accept such clients
   * @return this builder
   */
  public B allowEio3(boolean allow) {
    engine.allowEio3(allow);
    return self();
  }

  /**
   * Sets the compression of HTTP responses and WebSocket messages; by default polling responses of
   * 1,024 bytes and more are compressed, WebSocket messages are not.
   *
   * @param compression the settings, for example {@code
   *     CompressionSettings.DEFAULT.withWebSocket(true, 1024)}
   * @return this builder
   */
  public B compression(CompressionSettings compression) {
    Objects.requireNonNull(compression, "compression must not be null");
    return http(http -> http.withCompression(compression));
  }

  /**
   * Sets the maximum time from the first bytes of the head of a request to its end; default 10
   * seconds. A slower head receives the status 408, and the connection is closed. A server that
   * shares the port of another server leaves this limit to that server.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B requestHeadTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    Ranges.duration("requestHeadTimeout", timeout);
    return http(http -> http.withTimeouts(http.timeouts().withHead(timeout)));
  }

  /**
   * Sets the maximum time of a TLS handshake; default 10 seconds. The connection is closed after
   * it.
   *
   * @param timeout at least a millisecond, at most 365 days
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B tlsHandshakeTimeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout must not be null");
    Ranges.duration("tlsHandshakeTimeout", timeout);
    return http(http -> http.withTimeouts(http.timeouts().withTlsHandshake(timeout)));
  }

  /**
   * Sets the maximum time between the head and the end of a request; default 30 seconds. A slower
   * request receives the status 408, and its connection is closed. If it carries packets of a
   * polling client, its session is closed too.
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
   * Sets the maximum number of chunks in the body of a polling client's POST request; default
   * 10,000. Chunks of 4 KiB and more do not count, because {@code maxPayload} limits them. A body
   * with more chunks receives the status 413, and its session is closed.
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
   * Sets the maximum size of a request head, which consists of the request line and all header
   * fields; default 16 KiB, as in Node.js. A longer request line receives the status 414, a larger
   * head 431, and the connection is closed. A server that shares the port of another server leaves
   * this limit to the codec of that server.
   *
   * @param bytes at least 1,024
   * @return this builder
   * @throws IllegalArgumentException if it is less
   */
  public B maxHeaderSize(int bytes) {
    return http(http -> http.withMaxHeaderSize(bytes));
  }

  /**
   * Sets the chooser of the subprotocol of a WebSocket handshake that offers several; by default
   * the first one is chosen. An offer that is not a list of tokens receives the status 400.
   *
   * @param chooser the chooser, called on an event loop; must not block
   * @return this builder
   */
  public B subprotocols(SubprotocolChooser chooser) {
    Objects.requireNonNull(chooser, "chooser must not be null");
    return http(http -> http.withSubprotocols(chooser));
  }

  /**
   * Adds a route for requests that are not for Socket.IO, for example a health check. The server
   * tries routes in the order in which they were added, and before static files.
   *
   * @param route the route
   * @return this builder
   */
  public B route(HttpRoute route) {
    Objects.requireNonNull(route, "route must not be null");
    return http(http -> http.withRoute(route));
  }

  /**
   * Adds a route for the requests of one path, for example {@code /healthz}.
   *
   * @param path the path with a leading slash, without a query
   * @param route the route; if it returns null, the server tries the next route
   * @return this builder
   * @throws IllegalArgumentException if the path does not begin with a slash, or has a query
   */
  public B route(String path, HttpRoute route) {
    Objects.requireNonNull(path, "path must not be null");
    Objects.requireNonNull(route, "route must not be null");
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException(
          "the path of a route must begin with '/' and have no query, not '" + path + "'");
    }
    return route(request -> request.path().equals(path) ? route.handle(request) : null);
  }

  /**
   * Sets whether the browser client is served under the path of the server, for example {@code
   * /socket.io/socket.io.js}; default true. The client must be on the class path, for example as
   * {@code org.webjars.npm:socket.io-client}.
   *
   * @param serve false to not serve the client
   * @return this builder
   */
  public B serveClient(boolean serve) {
    return http(http -> http.withClient(serve));
  }

  /**
   * Enables TLS on the port, for HTTP and WebSocket.
   *
   * @param certificate the certificate chain in PEM, the server's own certificate first
   * @param key the private key in PEM (PKCS #8)
   * @return this builder
   */
  public B tls(Path certificate, Path key) {
    Objects.requireNonNull(certificate, "certificate must not be null");
    Objects.requireNonNull(key, "key must not be null");
    return tls(Tls.pem(certificate, key));
  }

  /**
   * Enables TLS on the port, for HTTP and WebSocket.
   *
   * @param tls the certificate and the private key
   * @return this builder
   */
  public B tls(Tls tls) {
    Objects.requireNonNull(tls, "tls must not be null");
    transport = transport.withTls(tls);
    return self();
  }

  /**
   * Sets whether the native I/O interface of the operating system (io_uring, epoll, kqueue) is used
   * if Netty's library for it is on the class path; default true.
   *
   * @param allow false to use Java NIO everywhere
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
