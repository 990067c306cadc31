package io.sidecast.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.sidecast.CpuTime;
import io.sidecast.Nanoseconds;
import io.sidecast.http.StaticFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures the delivery of a file over loopback: by Sidecast, and by Netty's handler for chunked
 * files, which reads on the event loop. The result that counts is {@code cpuNanos}, with the
 * client's share.
 */
@Measurement(iterations = 1, time = 5)
public class FilesBenchmark extends Nanoseconds {

  private static final int CHUNK = 64 * 1024;
  private static final byte[] REQUEST =
      "GET /file.bin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** The program that sends the file. */
  @Param({"sidecast", "netty"})
  private String sender = "";

  /** The size of the file in bytes. */
  @Param({"10000", "1000000"})
  private int size;

  private Path folder = Path.of("");
  private AutoCloseable server = () -> {};
  private Socket client = new Socket();

  /** Sends a file in answer to each request. */
  private final class FileHandler extends SimpleChannelInboundHandler<HttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpRequest request)
        throws IOException {
      FileChannel file = FileChannel.open(folder.resolve("file.bin"));
      var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, file.size());
      context.write(head);
      context.writeAndFlush(new HttpChunkedInput(new ChunkedNioFile(file, CHUNK)));
    }
  }

  /** Starts the server and connects the client. */
  @Setup
  public void start() throws IOException {
    folder = Files.createTempDirectory("files");
    Files.write(folder.resolve("file.bin"), new byte[size]);
    int port = sender.equals("netty") ? startNetty() : startSidecast();
    client = new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private int startSidecast() {
    var files = StaticFiles.folder(folder, "none");
    var started =
        TestServer.start(builder -> builder, TestServer.local().withEventLoops(1).withFiles(files));
    server = started;
    return started.port();
  }

  private int startNetty() {
    var initializer =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpServerCodec());
            channel.pipeline().addLast(new ChunkedWriteHandler());
            channel.pipeline().addLast(new FileHandler());
          }
        };
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Stops the server. */
  @TearDown
  public void stop() throws Exception {
    client.close();
    server.close();
    loops.shutdownGracefully();
    Files.delete(folder.resolve("file.bin"));
    Files.delete(folder);
  }

  /** Loads the file. */
  @Benchmark
  public void load(CpuTime cpu) throws IOException {
    client.getOutputStream().write(REQUEST);
    InputStream in = client.getInputStream();
    int newLines = 0;
    while (newLines < 2) {
      int read = in.read();
      newLines = read == '\n' ? newLines + 1 : read == '\r' ? newLines : 0;
    }
    in.skipNBytes(size);
    cpu.add(1);
  }
}
