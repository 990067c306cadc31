package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
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
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.socket.DisconnectReason;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An engine in the pipeline of somebody else's server. */
@ExtendWith(LeakWatch.class)
class AttachmentTest {

  private final LinkedBlockingQueue<EchoHandler> opened = new LinkedBlockingQueue<>();
  private final EngineServer engine =
      new EngineServer(
          EngineSettings.builder().build(),
          connection -> {
            var handler = new EchoHandler(connection);
            opened.add(handler);
            return handler;
          });
  private final HttpAttachment attachment = HttpAttachment.of(engine, HttpSettings.DEFAULT);
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private Channel listener;

  /** Answers with the path and the body. */
  private static final class Host extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String text = request.uri() + " " + request.content().toString(StandardCharsets.UTF_8);
      var body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
      var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
      HttpUtil.setContentLength(answer, body.readableBytes());
      context.writeAndFlush(answer);
    }
  }

  @BeforeEach
  void start() {
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
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
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  @AfterEach
  void stop() {
    listener.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private RawClient connect() throws Exception {
    return new RawClient(((InetSocketAddress) listener.localAddress()).getPort());
  }

  private EchoHandler accepted() throws InterruptedException {
    EchoHandler handler = opened.poll(10, TimeUnit.SECONDS);
    if (handler == null) {
      throw new AssertionError("no connection was opened");
    }
    return handler;
  }

  @Test
  void bothAnswerOnOneConnection() throws Exception {
    try (var client = connect()) {
      client.send(RawClient.get("/mine"));
      assertThat(client.answer().body()).isEqualTo("/mine ");
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(RawClient.post(path, "4hello"));
      assertThat(client.answer().body()).isEqualTo("ok");
      client.send(RawClient.post("/mine", "body"));
      assertThat(client.answer().body()).isEqualTo("/mine body");
      client.send(RawClient.get(path));
      assertThat(client.answer().body()).isEqualTo("4hello");
    }
  }

  @Test
  void pipelinedAnswersKeepTheirOrder() throws Exception {
    try (var client = connect();
        var other = connect()) {
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(
          RawClient.get("/first")
              + RawClient.get(path)
              + RawClient.post("/second", "body")
              + RawClient.get("/third"));
      assertThat(client.answer().body()).isEqualTo("/first ");
      other.send(RawClient.post(path, "4hello")); // the poll has waited for that
      assertThat(other.answer().body()).isEqualTo("ok");
      assertThat(client.answer().body()).isEqualTo("4hello");
      assertThat(client.answer().body()).isEqualTo("/second body");
      assertThat(client.answer().body()).isEqualTo("/third ");
    }
  }

  @Test
  void webSocketsBelongToTheEngine() throws Exception {
    try (var client = connect()) {
      client.send(RawClient.get("/mine"));
      assertThat(client.answer().status()).isEqualTo(200);
      client.send(RawClient.upgrade(TestServer.WEBSOCKET));
      assertThat(client.answer().status()).isEqualTo(101);
      assertThat(client.text()).startsWith("0{");
      client.frame(0x81, "4hello".getBytes(StandardCharsets.UTF_8));
      assertThat(client.text()).isEqualTo("4hello");
      client.socket.close();
    }
    assertThat(accepted().closeReason()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
  }

  @Test
  void brokenConnectionsAreNoticed() throws Exception {
    EchoHandler handler;
    try (var client = connect()) {
      client.send(RawClient.get(TestServer.POLLING));
      String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
      client.send(RawClient.get(path) + RawClient.get("/waits"));
      handler = accepted();
      Await.untilPolling(handler);
    }
    assertThat(handler.closeReason()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
  }

  @Test
  void closingEndsTheSessionsNotTheServer() throws Exception {
    try (var client = connect();
        var webSocket = connect()) {
      webSocket.send(RawClient.upgrade(TestServer.WEBSOCKET));
      webSocket.answer();
      webSocket.text();
      var closed = attachment.close().toCompletableFuture();
      assertThat(webSocket.closeCode()).isEqualTo(1001);
      closed.get(10, TimeUnit.SECONDS);
      client.send(RawClient.get("/mine"));
      assertThat(client.answer().body()).isEqualTo("/mine ");
      client.send(RawClient.get(TestServer.POLLING));
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }
}
