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
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.connection.BlockingCallExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads and sockets of one broker: an event loop of its own or that of the server, which
 * never blocks, and a few waiting threads, which may block. The event loop serves I/O and
 * deadlines, and delivers messages on the thread that reads them. Thread-safe.
 */
record RabbitMqThreads(
    EventLoop loop,
    BlockingCallExecutor waiting,
    ChannelGroup sockets,
    CompletableFuture<Void> ended) {

  private static final Logger LOG = LoggerFactory.getLogger(RabbitMqThreads.class);
  private static final int LONGEST_CONNECT_MILLIS = 2_000;

  /** Creates an event loop and the waiting threads, without a connection. */
  static RabbitMqThreads start() {
    var threads = new DefaultThreadFactory("sidecast-rabbitmq", true);
    var loops = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    return start(loops.next(), () -> loops.shutdownGracefully(0, 2, SECONDS));
  }

  /** Uses the event loop of a server, if the channels of the client library can run on it. */
  static RabbitMqThreads on(Executor loop) {
    return loop instanceof IoEventLoop io && io.isIoType(NioIoHandler.class)
        ? start(io, () -> io.newSucceededFuture(null))
        : start();
  }

  private static RabbitMqThreads start(EventLoop loop, Supplier<Future<?>> endLoop) {
    var ended = new CompletableFuture<Void>();
    var waiting = BlockingCallExecutor.limited("sidecast-rabbitmq-waiting", 4, 64);
    // The client library submits checks of closed sockets after the end.
    waiting.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    waiting.ended().thenRun(() -> endLoop.get().addListener(done -> ended.complete(null)));
    return new RabbitMqThreads(loop, waiting, new DefaultChannelGroup(loop, true), ended);
  }

  /** Creates a factory of AMQP connections on the event loop, with recovery disabled. */
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
    factory.setExceptionHandler(new QuietExceptionHandler());
    factory
        .netty()
        .eventLoopGroup(loop)
        .channelCustomizer(this::prepare)
        .bootstrapCustomizer(
            bootstrap ->
                bootstrap
                    .resolver(new RabbitMqResolver())
                    .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.min(timeout, LONGEST_CONNECT_MILLIS))
                    .option(ChannelOption.AUTO_READ, false));
    if (options.server().tls()) {
      factory.netty().sslContext(tls(options.server().verify()));
    }
    return factory;
  }

  /** Closes all sockets, which ends every call that blocks on one. */
  void closeSockets() {
    sockets.forEach(Channel::close);
  }

  /**
   * Releases all threads and sockets; completes when they are released. The client library handles
   * the close of a socket one turn of the event loop later, so the loop must survive that turn.
   */
  CompletableFuture<Void> shutdown() {
    sockets.close().addListener(closed -> loop.execute(() -> loop.execute(waiting::shutdown)));
    return ended;
  }

  private void prepare(Channel socket) {
    sockets.add(socket);
    socket.pipeline().addLast(new ReadAfterWrite());
  }

  /** Converts a timeout to milliseconds: at least 1, because 0 is unlimited, at most one hour. */
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

  /** Starts reading with the first write, since the client library ignores an earlier loss. */
  private static final class ReadAfterWrite extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise done) {
      context.write(bytes, done);
      context.pipeline().remove(this);
      context.channel().config().setAutoRead(true);
    }
  }

  /** Logs a lost connection only at debug level, because the broker's state reports it. */
  private static final class QuietExceptionHandler extends DefaultExceptionHandler {
    @Override
    public void handleUnexpectedConnectionDriverException(Connection lost, Throwable why) {
      LOG.debug("lost {}", lost, why);
    }
  }
}
