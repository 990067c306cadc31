package io.sidecast;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connected channel without a network. It discards what is written, and reads some memory of its
 * own for each write, as the operating system does for a socket.
 */
final class DiscardingChannel extends AbstractChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);
  private static final int CACHE_LINE = 64;
  private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("nowhere", 1);

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final byte[] memory;
  private boolean open = true;

  /** The sum of the memory that was read, so that the reads are not removed. */
  private int sum;

  /**
   * Creates a channel.
   *
   * @param memory the bytes of memory that each write reads
   */
  DiscardingChannel(int memory) {
    super(null);
    this.memory = new byte[memory];
  }

  private final class Discarding extends AbstractUnsafe {
    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException());
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer queue) {
    for (int i = 0; i < memory.length; i += CACHE_LINE) {
      sum += memory[i];
    }
    while (queue.current() != null) {
      queue.remove();
    }
  }

  int sum() {
    return sum;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Discarding();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return NOWHERE;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return NOWHERE;
  }

  @Override
  protected void doBind(SocketAddress address) {}

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    open = false;
  }

  @Override
  protected void doBeginRead() {}

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }
}
