package io.sidecast.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.http.HttpAttachment;
import io.sidecast.transport.http.HttpSettings;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Netty server of an application, with an engine in its pipelines. */
final class HostServer implements AutoCloseable {

  private final LinkedBlockingQueue<EchoHandler> opened = new LinkedBlockingQueue<>();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Channel listener;
  final EngineServer engine =
      new EngineServer(
          EngineSettings.builder().build(),
          connection -> {
            var handler = new EchoHandler(connection);
            opened.add(handler);
            return handler;
          });
  final HttpAttachment attachment;

  HostServer(HttpSettings settings) {
    this(settings, false);
  }

  /**
   * Starts a server.
   *
   * @param onDemand whether it reads only when it waits for a request, and drops what others write
   *     behind its handler, as Reactor Netty does
   */
  HostServer(HttpSettings settings, boolean onDemand) {
    attachment = EngineAttachment.of(engine, settings);
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, !onDemand)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            attachment.newHandler(),
                            new HttpObjectAggregator(10_000),
                            new Host());
                    if (onDemand) {
                      channel.pipeline().addLast(new Dropping());
                    }
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** The application's handler, which responds with the path and the body. */
  private static final class Host extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.read();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String text = request.uri() + " " + request.content().toString(StandardCharsets.UTF_8);
      var body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
      var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
      HttpUtil.setContentLength(answer, body.readableBytes());
      context.writeAndFlush(answer);
      context.read();
    }
  }

  /** Drops what is written behind the handler of the application. */
  private static final class Dropping extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new IllegalStateException("no request is pending"));
    }
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Returns the handler of the next connection that the engine opens. */
  EchoHandler accepted() throws InterruptedException {
    EchoHandler handler = opened.poll(10, TimeUnit.SECONDS);
    if (handler == null) {
      throw new AssertionError("no connection was opened");
    }
    return handler;
  }

  /** Ends the event loop that does not run on a thread, and all its connections. */
  void endOtherLoop(Thread loopThread) {
    for (EventExecutor loop : loops) {
      if (!loop.inEventLoop(loopThread)) {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
      }
    }
  }

  @Override
  public void close() {
    if (listener.isOpen()) { // its event loop may have ended
      listener.close().syncUninterruptibly();
    }
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
