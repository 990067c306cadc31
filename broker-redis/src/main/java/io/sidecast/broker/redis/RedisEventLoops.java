package io.sidecast.broker.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.sidecast.broker.BrokerException;

/**
 * The event loop of one broker, and the channels on it. Lettuce would open further channels, and
 * allocate further threads, for a connect that begins after the shutdown of its client.
 * Thread-safe.
 */
final class RedisEventLoops extends DefaultEventLoopGroupProvider implements NettyCustomizer {

  /** The open channels; closes those that are added after its close. */
  private final ChannelGroup channels =
      new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

  private volatile boolean ended;

  RedisEventLoops() {
    super(1, pool -> new DefaultThreadFactory("sidecast-redis", true));
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
  public <T extends EventLoopGroup> T allocate(Class<T> type) {
    if (ended) {
      throw BrokerException.closed();
    }
    return super.allocate(type);
  }

  @Override
  public void afterChannelInitialized(Channel channel) {
    channels.add(channel);
  }
}
