package io.sidecast.conformance.overload;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Clients over WebSocket that send nothing and connect again at once when their connection ends, to
 * the port that is set by then. Thread-safe.
 */
final class Crowd implements AutoCloseable {

  private static final int MAX_RESPONSE = 8 * 1024;
  private static final long RETRY_MILLIS = 100;
  private static final int CONNECT_MILLIS = 60_000;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger connected = new AtomicInteger();
  private final List<String> rooms;
  private volatile int port;
  private volatile boolean closing;

  /**
   * Creates a crowd without clients.
   *
   * @param port the port to connect to
   * @param rooms the rooms that each client joins
   */
  Crowd(int port, String... rooms) {
    this.port = port;
    this.rooms = List.of(rooms);
  }

  /** Sets the port for clients that connect from now on. */
  void moveTo(int port) {
    this.port = port;
  }

  /** Connects further clients, without waiting. */
  void connect(int clients) {
    for (int i = 0; i < clients; i++) {
      open();
    }
  }

  /** Waits until a number of clients has joined the namespace {@code /}. */
  void await(int clients, Duration longest) {
    Awaitility.await(clients + " clients to be connected")
        .atMost(longest)
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .until(connected::get, count -> count == clients);
  }

  private void open() {
    if (closing) {
      return;
    }
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                var uri =
                    URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket");
                var handshaker =
                    WebSocketClientHandshakerFactory.newHandshaker(
                        uri, WebSocketVersion.V13, null, false, new DefaultHttpHeaders());
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(MAX_RESPONSE),
                        new WebSocketClientProtocolHandler(handshaker, true, false, CONNECT_MILLIS),
                        new Member());
              }
            })
        .connect("127.0.0.1", port)
        .addListener(
            (ChannelFutureListener)
                opened -> {
                  if (opened.isSuccess()) {
                    opened.channel().closeFuture().addListener(ended -> open());
                  } else {
                    loop.schedule(this::open, RETRY_MILLIS, TimeUnit.MILLISECONDS);
                  }
                });
  }

  /** The protocol of one client: it joins the namespace and answers pings. */
  private final class Member extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    private boolean joined;

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      String packet = frame.text();
      if (packet.startsWith("0{")) {
        context.writeAndFlush(new TextWebSocketFrame("40"));
      } else if (packet.startsWith("40{")) {
        joined = true;
        rooms.forEach(
            room -> context.writeAndFlush(new TextWebSocketFrame("42[\"join\",\"" + room + "\"]")));
        connected.incrementAndGet();
      } else if (packet.equals("2")) {
        context.writeAndFlush(new TextWebSocketFrame("3"));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (joined) {
        connected.decrementAndGet();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  @Override
  public void close() {
    closing = true;
    loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
