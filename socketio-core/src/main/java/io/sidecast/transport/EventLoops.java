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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of a server. They use io_uring, epoll or kqueue if available and allowed,
 * otherwise NIO. They take no resources before their first use. Thread-safe.
 */
public final class EventLoops {

  private static final int END_SECONDS = 2;

  private final TransportSettings.Loops settings;
  private @Nullable Open open;
  private boolean ended;

  private record Open(EventLoopGroup group, Class<? extends ServerChannel> serverChannel) {}

  private static final Native NIO =
      new Native(NioIoHandler.newFactory(), NioServerSocketChannel.class);

  private record Native(IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannel) {}

  /**
   * Creates event loops.
   *
   * @param settings the number and the kind
   */
  public EventLoops(TransportSettings.Loops settings) {
    this.settings = settings;
  }

  EventLoopGroup group() {
    return open().group();
  }

  Class<? extends ServerChannel> serverChannel() {
    return open().serverChannel();
  }

  private synchronized Open open() {
    if (ended) {
      throw new RejectedExecutionException("the event loops have ended");
    }
    if (open == null) {
      Native choice = settings.nativeTransport() ? choose() : NIO;
      var threads = new DefaultThreadFactory("sidecast-loop");
      open =
          new Open(
              new MultiThreadIoEventLoopGroup(settings.count(), threads, choice.handlers()),
              choice.serverChannel());
    }
    return open;
  }

  /**
   * Returns the event loop of a server that has only one.
   *
   * @return the loop, of the type {@link io.netty.channel.EventLoop}; empty if there are several
   * @throws RejectedExecutionException after {@link #end}
   */
  public Optional<Executor> single() {
    return settings.count() == 1 ? Optional.of(group().next()) : Optional.empty();
  }

  /**
   * Ends the event loops after their tasks, within two seconds.
   *
   * @return a stage that completes when all have ended, on a thread that must not block
   */
  public CompletionStage<Void> end() {
    Open ending = ending();
    if (ending == null) {
      return CompletableFuture.completedStage(null);
    }
    var done = new CompletableFuture<Void>();
    ending
        .group()
        .shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS)
        .addListener(any -> done.complete(null));
    return done;
  }

  private synchronized @Nullable Open ending() {
    ended = true;
    return open;
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
