package io.sidecast.benchmarks.raw;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The Redis client: PUBLISH and SUBSCRIBE through Lettuce, without its flush after each command.
 * The messages of a burst are flushed by one task of the event loop, as in Sidecast. Thread-safe.
 */
final class RawRedis implements RawClient {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

  private final EventLoop loop;
  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> publisher;
  private final AtomicBoolean flushing = new AtomicBoolean();

  RawRedis(String uri, EventLoop loop) {
    this.loop = loop;
    ClientResources resources =
        ClientResources.builder()
            .eventLoopGroupProvider(new OneEventLoop(loop))
            .eventExecutorGroup(loop)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    this.client = RedisClient.create(resources, uri);
    this.publisher = client.connect(CODEC);
    publisher.setAutoFlushCommands(false);
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> arrived) {
    StatefulRedisPubSubConnection<String, byte[]> connection = client.connectPubSub(CODEC);
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String from, byte[] message) {
            arrived.accept(message);
          }
        });
    connection.sync().subscribe(channel);
  }

  @Override
  public void publish(String channel, byte[] message) {
    publisher.async().publish(channel, message);
    if (flushing.compareAndSet(false, true)) {
      loop.execute(this::flush);
    }
  }

  private void flush() {
    flushing.set(false);
    publisher.flushCommands();
  }
}
