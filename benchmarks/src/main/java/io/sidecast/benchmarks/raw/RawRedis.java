package io.sidecast.benchmarks.raw;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The Redis client: PUBLISH and SUBSCRIBE through Lettuce, without its flush after each command, as
 * in Sidecast.
 */
final class RawRedis implements RawClient {

  private final byte[] channel;
  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> publisher;

  RawRedis(String uri, String channel) {
    this.channel = channel.getBytes(StandardCharsets.UTF_8);
    this.client = RedisClient.create(uri);
    this.publisher = client.connect(ByteArrayCodec.INSTANCE);
    publisher.setAutoFlushCommands(false);
  }

  @Override
  public void subscribe(Consumer<byte[]> arrived) {
    StatefulRedisPubSubConnection<byte[], byte[]> connection =
        client.connectPubSub(ByteArrayCodec.INSTANCE);
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] from, byte[] message) {
            arrived.accept(message);
          }
        });
    connection.sync().subscribe(channel);
  }

  @Override
  public void publish(byte[] message) {
    publisher.async().publish(channel, message);
  }

  @Override
  public void flush() {
    publisher.flushCommands();
  }
}
