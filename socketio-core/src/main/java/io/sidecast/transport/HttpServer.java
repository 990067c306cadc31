package io.sidecast.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sidecast.engine.EngineServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A server that listens on one port for HTTP and WebSocket. Any thread. */
public final class HttpServer {

  private static final int BACKLOG = 1024;
  private static final int CLOSE_SECONDS = 3;

  private final EngineServer engine;
  private final EventLoops loops;
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
   * @param engine answers under its path; closed by {@link #close}
   * @param settings how the server works
   * @return the server, when it accepts connections; fails with an {@link IOException} that names
   *     the address if it cannot listen there, or the file if a certificate is of no use; completes
   *     on a thread of its own
   */
  public static CompletionStage<HttpServer> start(EngineServer engine, TransportSettings settings) {
    Start start;
    try {
      Tls tls = settings.tls();
      start = new Start(engine, settings, tls == null ? null : tls.open());
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
                  offLoop(() -> started.complete(server));
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
   * Where the server listens.
   *
   * @return the bound address, with the real port
   */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * Stops accepting, closes the engine's sessions, writing what they have sent before, and ends the
   * event loops. What is still open after three seconds is cut.
   *
   * @return completes, on a thread of its own, when every connection is closed and every event loop
   *     has ended; the same stage each time
   */
  public CompletionStage<Void> close() {
    if (closing.compareAndSet(false, true)) {
      listener.close();
      var sessions =
          engine.close().toCompletableFuture().orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS);
      sessions.whenComplete((done, late) -> closeConnections());
    }
    return closed.minimalCompletionStage();
  }

  /**
   * WebSockets that say goodbye get the rest of the time; idle HTTP connections are just closed.
   */
  private void closeConnections() {
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
              loops.end().addListener(ended -> offLoop(() -> closed.complete(null)));
            });
  }

  /** Completes a stage where what users attach may block. A start and an end are rare. */
  private static void offLoop(Runnable completion) {
    new Thread(completion, "sidecast-http").start();
  }

  /** What is needed before there is a listening channel. */
  private static final class Start {

    private final EngineServer engine;
    private final TransportSettings settings;
    private final EventLoops loops;
    private final HttpRouter router;
    private final @Nullable SslContext tls;
    private final ChannelGroup connections =
        new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    Start(EngineServer engine, TransportSettings settings, @Nullable SslContext tls) {
      this.engine = engine;
      this.settings = settings;
      this.tls = tls;
      this.loops = new EventLoops(settings.loops());
      this.router = new HttpRouter(engine, loops.engineLoops(), settings.http());
    }

    ChannelFuture listen() {
      var parts = new HttpPipeline.Parts(tls, settings.http(), connections);
      return new ServerBootstrap()
          .group(loops.group())
          .channel(loops.serverChannel())
          .option(ChannelOption.SO_BACKLOG, BACKLOG)
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childHandler(new HttpPipeline(router, parts))
          .bind(settings.host(), settings.port());
    }

    /** Fails the start when no thread is left of it. */
    void abandon(CompletableFuture<HttpServer> started, @Nullable Throwable cause) {
      router.close();
      loops
          .end()
          .addListener(ended -> offLoop(() -> started.completeExceptionally(explain(cause))));
    }

    private IOException explain(@Nullable Throwable cause) {
      String why = cause == null ? "unknown" : String.valueOf(cause.getMessage());
      return new IOException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + why, cause);
    }
  }
}
