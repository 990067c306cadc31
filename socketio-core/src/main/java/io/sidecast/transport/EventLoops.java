package io.sidecast.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of a server. They use io_uring, epoll or kqueue if available and allowed,
 * otherwise NIO. Thread-safe.
 */
final class EventLoops {

  private static final int END_SECONDS = 2;

  private final EventLoopGroup group;
  private final Class<? extends ServerChannel> serverChannel;

  private static final Native NIO =
      new Native(NioIoHandler.newFactory(), NioServerSocketChannel.class);

  private record Native(IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannel) {}

  EventLoops(TransportSettings.Loops settings) {
    Native choice = settings.nativeTransport() ? choose() : NIO;
    var threads = new DefaultThreadFactory("sidecast-loop");
    this.group = new MultiThreadIoEventLoopGroup(settings.count(), threads, choice.handlers());
    this.serverChannel = choice.serverChannel();
  }

  EventLoopGroup group() {
    return group;
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  Future<?> end() {
    return group.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Returns the first available transport. A native transport is available only if the application
   * has added Netty's library for this platform.
   */
  private static Native choose() {
    if (IoUring.isAvailable()) {
      return new Native(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
    }
    if (Epoll.isAvailable()) {
      return new Native(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
    }
    if (KQueue.isAvailable()) {
      return new Native(KQueueIoHandler.newFactory(), KQueueServerSocketChannel.class);
    }
    return NIO;
  }
}
