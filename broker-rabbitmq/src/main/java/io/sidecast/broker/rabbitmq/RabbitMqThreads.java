package io.sidecast.broker.rabbitmq;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Any thread. All threads and sockets of one broker: an event loop, which never waits, for I/O, for
 * deadlines, and for what is received, which runs where it is read; and a few threads that may
 * wait.
 */
record RabbitMqThreads(
    EventLoop loop, ExecutorService waiting, ChannelGroup sockets, CompletableFuture<Void> ended) {

  private static final Logger LOG = LoggerFactory.getLogger(RabbitMqThreads.class);
  private static final int WAITING_THREADS = 4;
  private static final int WAITING_TASKS = 64;
  private static final int LONGEST_CONNECT_MILLIS = 2_000;

  /** Starts the event loop; nothing is connected yet. */
  static RabbitMqThreads start() {
    var threads = new DefaultThreadFactory("sidecast-rabbitmq", true);
    var loops = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    var ended = new CompletableFuture<Void>();
    ExecutorService waiting = waitingThreads(() -> end(loops, ended));
    return new RabbitMqThreads(
        loops.next(), waiting, new DefaultChannelGroup(loops.next(), true), ended);
  }

  /** A factory of connections that live on the event loop and never recover by themselves. */
  ConnectionFactory connections(RabbitMqOptions options) {
    var factory = new ConnectionFactory();
    int timeout = millis(options.timeout());
    factory.setUsername(options.server().user());
    factory.setPassword(options.server().password());
    factory.setVirtualHost(options.server().virtualHost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setHandshakeTimeout(timeout);
    factory.setChannelRpcTimeout(timeout);
    factory.setRequestedHeartbeat(Math.toIntExact(options.heartbeat().toSeconds()));
    factory.setSharedExecutor(ImmediateEventExecutor.INSTANCE);
    factory.setShutdownExecutor(waiting);
    factory.setExceptionHandler(new LossIsToldOnce());
    factory
        .netty()
        .eventLoopGroup(loop)
        .channelCustomizer(this::prepare)
        .bootstrapCustomizer(
            bootstrap ->
                bootstrap
                    .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.min(timeout, LONGEST_CONNECT_MILLIS))
                    .option(ChannelOption.AUTO_READ, false));
    if (options.server().tls()) {
      factory.netty().sslContext(tls(options.server().verify()));
    }
    return factory;
  }

  /** Ends whatever waits on a socket, by closing it. */
  void closeSockets() {
    sockets.forEach(Channel::close);
  }

  /**
   * Completes when every thread and socket is free. The turn of the event loop after the one in
   * which a socket is closed, the client hears of it; it must find the loop alive.
   */
  CompletableFuture<Void> shutdown() {
    sockets.close().addListener(closed -> loop.execute(() -> loop.execute(waiting::shutdown)));
    return ended;
  }

  private void prepare(Channel socket) {
    sockets.add(socket);
    socket.pipeline().addLast(new ReadAfterWrite());
  }

  /**
   * Threads on which the client may wait; they end when idle. What comes after their end is the
   * client's watch over sockets that are closed already.
   */
  private static ExecutorService waitingThreads(Runnable ended) {
    var threads =
        new ThreadPoolExecutor(
            WAITING_THREADS,
            WAITING_THREADS,
            1,
            SECONDS,
            new LinkedBlockingQueue<>(WAITING_TASKS),
            new DefaultThreadFactory("sidecast-rabbitmq-waiting", true),
            new ThreadPoolExecutor.DiscardPolicy()) {
          @Override
          protected void terminated() {
            ended.run();
          }
        };
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static void end(MultiThreadIoEventLoopGroup loops, CompletableFuture<Void> ended) {
    loops.shutdownGracefully(0, 2, SECONDS).addListener(done -> ended.complete(null));
  }

  /** What the client takes for a time: neither none, which it takes for ever, nor too much. */
  private static int millis(Duration timeout) {
    return (int) Math.max(1, Math.min(timeout.toMillis(), 3_600_000));
  }

  private static SslContext tls(String verify) {
    try {
      var context = SslContextBuilder.forClient();
      if (!verify.equals("full")) {
        context.endpointIdentificationAlgorithm(null);
      }
      if (verify.equals("none")) {
        context.trustManager(InsecureTrustManagerFactory.INSTANCE);
      }
      return context.build();
    } catch (SSLException failure) {
      String message = "this JVM has no TLS: " + failure.getMessage();
      throw new BrokerException(Kind.BAD_CONFIG, message, failure);
    }
  }

  /** Reading starts with the first write: the client would take no notice of an earlier loss. */
  private static final class ReadAfterWrite extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise done) {
      context.write(bytes, done);
      context.pipeline().remove(this);
      context.channel().config().setAutoRead(true);
    }
  }

  /** A lost connection is told by the state of the broker, not by the client's log as well. */
  private static final class LossIsToldOnce extends DefaultExceptionHandler {
    @Override
    public void handleUnexpectedConnectionDriverException(Connection lost, Throwable why) {
      LOG.debug("lost {}", lost, why);
    }
  }
}
