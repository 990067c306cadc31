package io.sidecast.benchmarks.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/** The bare program: two event loops, and next to nothing in them. Prints {@code READY <port>}. */
public final class FloorMain {

  private FloorMain() {}

  /**
   * Serves until its input ends.
   *
   * @param args {@code nio} or {@code io_uring}
   * @throws IOException if the input cannot be read
   * @throws InterruptedException if it is interrupted while it starts
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean uring = args.length > 0 && args[0].equals("io_uring");
    if (uring && !IoUring.isAvailable()) {
      throw new IllegalStateException("no io_uring here", IoUring.unavailabilityCause());
    }
    IoHandlerFactory handlers = uring ? IoUringIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> type =
        uring ? IoUringServerSocketChannel.class : NioServerSocketChannel.class;
    var room = new FloorRoom();
    Channel server =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(2, handlers))
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new FloorConnection(room));
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    System.out.println("READY " + ((InetSocketAddress) server.localAddress()).getPort());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}
