package io.sidecast.broker.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.Transports;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.sidecast.broker.BrokerException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of one broker, and the channels on it. It is a loop of the broker itself, or that
 * of the server, which the broker does not end. Lettuce would open further channels, and allocate
 * further threads, for a connect that begins after the shutdown of its client. Thread-safe.
 */
final class RedisEventLoops extends DefaultEventLoopGroupProvider implements NettyCustomizer {

  /** The open channels; closes those that are added after its close. */
  private final ChannelGroup channels =
      new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

  private volatile boolean ended;

  /** The event loop of the server; null if the broker has its own. */
  private final @Nullable EventLoop shared;

  /** Creates a loop of its own, when the first connection needs it. */
  RedisEventLoops() {
    this(null);
  }

  private RedisEventLoops(@Nullable EventLoop shared) {
    super(1, pool -> new DefaultThreadFactory("sidecast-redis", true));
    this.shared = shared;
  }

  /** Uses the loop of a server, if Lettuce's channels can run on it. */
  static RedisEventLoops on(Executor loop) {
    boolean usable =
        loop instanceof IoEventLoop io
            && io.isIoType(NioIoHandler.class)
            && Transports.socketChannelClass() == NioSocketChannel.class;
    return new RedisEventLoops(usable ? (EventLoop) loop : null);
  }

  /** Closes all channels, including those of connections that are being opened. */
  void end() {
    ended = true;
    channels.close();
  }

  /**
   * Returns the event loops for a new connection.
   *
   * @throws BrokerException after {@link #end}
   */
  @Override
  @SuppressWarnings("unchecked") // Lettuce uses no method of the type
  public <T extends EventLoopGroup> T allocate(Class<T> type) {
    if (ended) {
      throw BrokerException.closed();
    }
    return shared == null ? super.allocate(type) : (T) shared;
  }

  @Override
  public Promise<Boolean> release(
      EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
    if (group == shared) {
      return ImmediateEventExecutor.INSTANCE.<Boolean>newPromise().setSuccess(true);
    }
    return super.release(group, quietPeriod, timeout, unit);
  }

  @Override
  public void afterChannelInitialized(Channel channel) {
    channels.add(channel);
  }
}
