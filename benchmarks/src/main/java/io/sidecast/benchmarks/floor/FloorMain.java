package io.sidecast.benchmarks.floor;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;

/** A minimal server: event loops with almost no work. Prints {@code READY <port>}. */
public final class FloorMain {

  private FloorMain() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the number of event loops, and {@code nio} or {@code io_uring}
   * @throws IOException if standard input cannot be read
   * @throws InterruptedException if the thread is interrupted during the start
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int loops = Integer.parseInt(args[0]);
    boolean uring = args[1].equals("io_uring");
    if (uring && !IoUring.isAvailable()) {
      throw new IllegalStateException("io_uring is not available", IoUring.unavailabilityCause());
    }
    IoHandlerFactory handlers = uring ? IoUringIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> type =
        uring ? IoUringServerSocketChannel.class : NioServerSocketChannel.class;
    var room = new FloorRoom();
    new FloorServer(new MultiThreadIoEventLoopGroup(loops, handlers), type)
        .serve(() -> new RoomConnection(room));
  }
}
