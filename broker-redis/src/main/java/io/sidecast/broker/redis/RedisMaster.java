package io.sidecast.broker.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Replay;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The two connections to one master. Publishes during other work of the I/O thread are flushed
 * together, with one task and one system call. Confined to the I/O thread, except {@link #publish}
 * and {@link #readAfter}, which are thread-safe.
 */
final class RedisMaster {

  private final StatefulRedisConnection<String, byte[]> publishing;
  private final StatefulRedisPubSubConnection<String, byte[]> subscribing;
  private final Executor loop;
  private final boolean sharded;
  private final @Nullable RedisLogScripts log;
  private final AtomicBoolean flushing = new AtomicBoolean();

  RedisMaster(
      StatefulRedisConnection<String, byte[]> publishing,
      StatefulRedisPubSubConnection<String, byte[]> subscribing,
      RedisConnectionFactory factory) {
    this.publishing = publishing;
    this.subscribing = subscribing;
    this.loop = factory.loop();
    this.sharded = factory.options().sharded();
    this.log =
        factory
            .options()
            .log()
            .map(bounds -> new RedisLogScripts(bounds, sharded, publishing.async()))
            .orElse(null);
    publishing.setAutoFlushCommands(false);
  }

  /** Loads the scripts of the logs, if there are logs. */
  CompletionStage<Void> prepare() {
    if (log == null) {
      return CompletableFuture.completedStage(null);
    }
    var loaded = RedisLogScripts.load(publishing.async());
    flushSoon();
    return loaded;
  }

  /** Publishes a message; settles with its position after the reply of Redis. Thread-safe. */
  CompletionStage<Position> publish(String channel, byte[] envelope) {
    var redis = publishing.async();
    CompletionStage<Position> taken;
    if (log != null) {
      taken = log.append(redis, channel, envelope);
    } else {
      var sent = sharded ? redis.spublish(channel, envelope) : redis.publish(channel, envelope);
      taken = sent.thenApply(receivers -> Position.NONE);
    }
    flushSoon();
    return taken;
  }

  /** Reads the log of a channel; only with logs. Thread-safe. */
  CompletionStage<Replay> readAfter(String channel, Position after, int limit) {
    var result = Objects.requireNonNull(log).read(publishing.async(), channel, after, limit);
    flushSoon();
    return result;
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
