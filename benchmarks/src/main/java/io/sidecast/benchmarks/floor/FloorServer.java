package io.sidecast.benchmarks.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * The socket that a minimal server listens on.
 *
 * @param loops the event loops
 * @param type the type of the socket
 */
record FloorServer(EventLoopGroup loops, Class<? extends ServerChannel> type) {

  /** Prints {@code READY <port>}, serves until standard input ends, and ends the process. */
  void serve(Supplier<FloorConnection> connections) throws IOException, InterruptedException {
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(connections.get());
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
