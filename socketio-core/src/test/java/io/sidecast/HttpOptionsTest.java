package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.sidecast.http.CookieSettings;
import io.sidecast.http.CorsSettings;
import io.sidecast.http.RequestDecision;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The options of the builder that concern HTTP, and a server that is attached to another port. */
@Tag("slow")
class HttpOptionsTest {

  private static final String OPEN = "/socket.io/?EIO=4&transport=polling";

  private static HttpResponse<String> get(int port, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("x-origin", "test")
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static SocketIoServerBuilder builder() {
    return SocketIoServer.builder().port(0).host("127.0.0.1").broker("none");
  }

  @Test
  void optionsReachTheEngine() throws Exception {
    var health = CompletableFuture.completedFuture(io.sidecast.http.HttpResponse.text(200, "up"));
    try (var server =
        builder()
            .cors(CorsSettings.anyOrigin())
            .cookie(CookieSettings.named("node"))
            .onInitialHeaders((headers, request) -> headers.put("x-first", "1"))
            .onHeaders((headers, request) -> headers.put("x-all", "1"))
            .allowRequest(
                request ->
                    CompletableFuture.completedFuture(
                        request.query().containsKey("no")
                            ? RequestDecision.refuse("not you")
                            : RequestDecision.allow()))
            .route("/healthz", call -> health)
            .serveClient(false)
            .nativeTransport(false)
            .build()
            .start()) {
      var open = get(server.port(), OPEN);
      assertThat(open.headers().firstValue("access-control-allow-origin")).hasValue("*");
      assertThat(open.headers().firstValue("set-cookie").orElse("")).startsWith("node=");
      assertThat(open.headers().firstValue("x-first")).hasValue("1");
      assertThat(open.headers().firstValue("x-all")).hasValue("1");
      var refused = get(server.port(), OPEN + "&no=1");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo("{\"code\":4,\"message\":\"not you\"}");
      assertThat(get(server.port(), "/healthz?x=y").body()).isEqualTo("up");
      assertThat(get(server.port(), "/healthz/more").statusCode()).isEqualTo(404);
      assertThat(get(server.port(), "/socket.io/socket.io.js").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void anotherServerMayHaveThePort() throws Exception {
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (var server = builder().build()) {
      var attachment = server.attach();
      Channel listener =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(new HttpServerCodec(), attachment.newHandler());
                    }
                  })
              .bind("127.0.0.1", 0)
              .syncUninterruptibly()
              .channel();
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      assertThat(get(port, OPEN).body()).startsWith("0{");
      listener.close().syncUninterruptibly();
      // On a loop of the host, which the end of the session there needs, a close does not wait.
      loops.next().submit(server::close).get(20, TimeUnit.SECONDS);
    } finally {
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
