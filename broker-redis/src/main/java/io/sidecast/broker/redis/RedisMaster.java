package io.sidecast.broker.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * I/O thread only, except {@link #publish}. The two connections to one master. What is published
 * while the I/O thread is busy goes out together: one task, one system call.
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
      RedisConnectionFactory connector) {
    this.publishing = publishing;
    this.subscribing = subscribing;
    this.loop = connector.loop();
    this.sharded = connector.options().sharded();
    publishing.setAutoFlushCommands(false);
  }

  /** Any thread. Settles when Redis has answered. */
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

  /** Asks both connections for a sign of life. */
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
