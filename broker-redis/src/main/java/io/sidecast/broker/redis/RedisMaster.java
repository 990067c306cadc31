package io.sidecast.broker.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The two connections to one master. Publishes during other work of the I/O thread are flushed
 * together, with one task and one system call. Confined to the I/O thread, except {@link #publish},
 * which is thread-safe.
 */
final class RedisMaster {

  private final StatefulRedisConnection<String, byte[]> publishing;
  private final StatefulRedisPubSubConnection<String, byte[]> subscribing;
  private final Executor loop;
  private final boolean sharded;
  private final AtomicBoolean flushing = new AtomicBoolean();

  RedisMaster(
      StatefulRedisConnection<String, byte[]> publishing,
      StatefulRedisPubSubConnection<String, byte[]> subscribing,
      RedisConnectionFactory factory) {
    this.publishing = publishing;
    this.subscribing = subscribing;
    this.loop = factory.loop();
    this.sharded = factory.options().sharded();
    publishing.setAutoFlushCommands(false);
  }

  /** Publishes a message; settles with the reply of Redis. Thread-safe. */
  CompletionStage<Long> publish(String channel, byte[] envelope) {
    var redis = publishing.async();
    var taken = sharded ? redis.spublish(channel, envelope) : redis.publish(channel, envelope);
    flushSoon();
    return taken;
  }

  CompletionStage<Void> subscribe(String channel) {
    var redis = subscribing.async();
    return sharded ? redis.ssubscribe(channel) : redis.subscribe(channel);
  }

  CompletionStage<Void> unsubscribe(String channel) {
    var redis = subscribing.async();
    return sharded ? redis.sunsubscribe(channel) : redis.unsubscribe(channel);
  }

  /** Sends a PING on both connections. */
  List<CompletionStage<String>> ping() {
    var answers =
        List.<CompletionStage<String>>of(publishing.async().ping(), subscribing.async().ping());
    flushSoon();
    return answers;
  }

  private void flushSoon() {
    if (flushing.compareAndSet(false, true)) {
      loop.execute(this::flush);
    }
  }

  private void flush() {
    flushing.set(false);
    publishing.flushCommands();
  }
}
