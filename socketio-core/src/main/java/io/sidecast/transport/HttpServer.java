package io.sidecast.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sidecast.engine.EngineServer;
import io.sidecast.http.Tls;
import io.sidecast.transport.http.HttpConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server for HTTP and WebSocket on one port. Thread-safe. */
public final class HttpServer {

  /**
   * A loop reads at most 64 KiB from a connection before it turns to the next one, so a client that
   * sends fast does not delay the others.
   */
  private static final RecvByteBufAllocator ONE_READ =
      new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1);

  private static final int BACKLOG = 1024;
  private static final int CLOSE_SECONDS = 3;

  private final EngineServer engine;
  private final Loops loops;
  private final HttpRouter router;
  private final Channel listener;
  private final ChannelGroup connections;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private HttpServer(Start start, Channel listener) {
    this.engine = start.engine;
    this.loops = start.loops;
    this.router = start.router;
    this.connections = start.connections;
    this.listener = listener;
  }

  /**
   * Starts a server.
   *
   * @param engine the engine that handles requests under its path; {@link #close} closes it
   * @param settings the settings of the server
   * @return a stage of the server, which completes when the server accepts connections, on a thread
   *     of its own. It fails with an {@link IOException} that names the address if the server
   *     cannot listen there, or the file if a certificate cannot be used
   */
  public static CompletionStage<HttpServer> start(EngineServer engine, TransportSettings settings) {
    var loops = new EventLoops(settings.loops());
    return start(engine, settings, new Loops(loops, loops::end));
  }

  /**
   * Starts a server like {@link #start(EngineServer, TransportSettings)}, on event loops that the
   * caller ends after the server is closed.
   *
   * @param engine the engine that handles requests under its path; {@link #close} closes it
   * @param settings the settings of the server, without those of event loops
   * @param loops the event loops
   * @return a stage of the server
   */
  public static CompletionStage<HttpServer> start(
      EngineServer engine, TransportSettings settings, EventLoops loops) {
    return start(engine, settings, new Loops(loops, () -> CompletableFuture.completedStage(null)));
  }

  private static CompletionStage<HttpServer> start(
      EngineServer engine, TransportSettings settings, Loops loops) {
    Start start;
    try {
      Tls tls = settings.tls();
      start = new Start(engine, settings, loops, tls == null ? null : tls.open());
    } catch (IOException noCertificate) {
      return CompletableFuture.failedStage(noCertificate);
    }
    var started = new CompletableFuture<HttpServer>();
    try {
      start
          .listen()
          .addListener(
              (ChannelFuture bound) -> {
                if (bound.isSuccess()) {
                  var server = new HttpServer(start, bound.channel());
                  onNewThread(() -> started.complete(server));
                } else {
                  start.abandon(started, bound.cause());
                }
              });
    } catch (RuntimeException notBound) {
      start.abandon(started, notBound);
    }
    return started.minimalCompletionStage();
  }

  /**
   * Returns the address on which the server listens.
   *
   * @return the bound address, with the real port
   */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * Closes the server: refuses new sessions, writes the packets that sessions have sent, closes the
   * sessions, stops listening, and ends the event loops that it has created. Sessions have the
   * drain time and three seconds to close, then connections have three seconds; remaining
   * connections are closed without waiting. The server listens until the sessions are closed,
   * because a polling client may send each request on a new connection.
   *
   * @return a stage that completes when every connection is closed and its event loops have ended,
   *     on a thread of its own; the same stage for each call. It does not fail
   */
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      var sessions =
          engine
              .close()
              .toCompletableFuture()
              .orTimeout(sessionsTimeout().toMillis(), TimeUnit.MILLISECONDS);
      sessions.whenComplete((done, late) -> closeConnections());
    }
    return closed.minimalCompletionStage();
  }

  private Duration sessionsTimeout() {
    return engine.settings().drainTime().plusSeconds(CLOSE_SECONDS);
  }

  /**
   * Stops listening, and closes HTTP connections after their pending writes. WebSockets have three
   * seconds to complete the closing handshake.
   */
  private void closeConnections() {
    listener.close();
    for (Channel channel : connections) {
      if (channel.pipeline().get(HttpConnection.class) != null) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }
    var cut =
        GlobalEventExecutor.INSTANCE.schedule(
            () -> connections.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
    connections
        .newCloseFuture()
        .addListener(
            done -> {
              cut.cancel(false);
              router.close();
              loops.end().get().thenRun(() -> onNewThread(() -> closed.complete(null)));
            });
  }

  /**
   * Completes a stage on a new thread, because dependent actions of the application may block. Each
   * server does this once for its start and once for its end.
   */
  private static void onNewThread(Runnable completion) {
    new Thread(completion, "sidecast-http").start();
  }

  /**
   * The event loops of a server.
   *
   * @param all the loops
   * @param end ends them if the server has created them
   */
  private record Loops(EventLoops all, Supplier<CompletionStage<Void>> end) {}

  /** The parts of a server that is not listening yet. */
  private static final class Start {

    private final EngineServer engine;
    private final TransportSettings settings;
    private final Loops loops;
    private final HttpRouter router;
    private final @Nullable Supplier<SslContext> tls;
    private final ChannelGroup connections =
        new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    Start(
        EngineServer engine,
        TransportSettings settings,
        Loops loops,
        @Nullable Supplier<SslContext> tls) {
      this.engine = engine;
      this.settings = settings;
      this.loops = loops;
      this.tls = tls;
      this.router = new HttpRouter(engine, settings.http());
    }

    ChannelFuture listen() {
      var parts = new HttpPipeline.Parts(tls, settings.http(), connections);
      return new ServerBootstrap()
          .group(loops.all().group())
          .channel(loops.all().serverChannel())
          .option(ChannelOption.SO_BACKLOG, BACKLOG)
          .option(ChannelOption.SO_REUSEADDR, true)
          .handler(new AcceptFailureHandler())
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.RECVBUF_ALLOCATOR, ONE_READ)
          .childHandler(new HttpPipeline(router, parts))
          .bind(settings.host(), settings.port());
    }

    /** Fails the start after all event loops have ended. */
    void abandon(CompletableFuture<HttpServer> started, @Nullable Throwable cause) {
      router.close();
      loops
          .end()
          .get()
          .thenRun(() -> onNewThread(() -> started.completeExceptionally(explain(cause))));
    }

    private IOException explain(@Nullable Throwable cause) {
      String message = cause == null ? null : cause.getMessage();
      boolean isUnresolved = cause instanceof UnresolvedAddressException;
      String why = isUnresolved ? "unknown host" : String.valueOf(message);
      return new IOException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + why, cause);
    }
  }
}
