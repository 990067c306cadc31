package io.sidecast.benchmarks.raw;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The Redis client: PUBLISH and SUBSCRIBE through Lettuce. */
final class RawRedis implements RawClient {

  private final byte[] channel;
  private final RedisClient client;
  private final RedisAsyncCommands<byte[], byte[]> publisher;

  RawRedis(String uri, String channel) {
    this.channel = channel.getBytes(StandardCharsets.UTF_8);
    this.client = RedisClient.create(uri);
    this.publisher = client.connect(ByteArrayCodec.INSTANCE).async();
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
    publisher.publish(channel, message);
  }
}
