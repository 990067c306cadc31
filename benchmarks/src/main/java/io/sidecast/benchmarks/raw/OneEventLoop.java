package io.sidecast.benchmarks.raw;

import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Makes Lettuce use an event loop that belongs to another part of the process, which also ends it.
 * Thread-safe.
 */
record OneEventLoop(EventLoop loop) implements EventLoopGroupProvider {

  /** Returns the event loop. The class that Lettuce requests is the usual one of the transport. */
  @Override
  @SuppressWarnings("unchecked")
  public <T extends EventLoopGroup> T allocate(Class<T> usual) {
    return (T) loop;
  }

  @Override
  public int threadPoolSize() {
    return 1;
  }

  @Override
  public Future<Boolean> release(
      EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
    return loop.newSucceededFuture(true);
  }

  @Override
  public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
    return loop.newSucceededFuture(true);
  }
}
