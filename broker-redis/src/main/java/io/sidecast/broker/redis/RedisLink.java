package io.sidecast.broker.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.channel.EventLoop;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * I/O thread only, except {@link #publish}. One connection to publish and one to subscribe, opened
 * together and lost together: whichever goes first, or does not answer in time, ends both. A link
 * that has ended stays ended.
 */
final class RedisLink extends RedisPubSubAdapter<String, byte[]>
    implements RedisConnectionStateListener {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

  /** What a link needs, and whom it tells: messages, and its end. */
  record Wiring(
      RedisOptions options,
      EventLoop loop,
      BiConsumer<String, byte[]> onMessage,
      BiConsumer<RedisLink, BrokerException> onEnd) {}

  private final Wiring wiring;
  private final StatefulRedisConnection<String, byte[]> publishing;
  private final StatefulRedisPubSubConnection<String, byte[]> subscribing;

  /** Redis confirms in the order of the commands, one confirmation for each channel. */
  private final ArrayDeque<CompletableFuture<Void>> unconfirmed = new ArrayDeque<>();

  private volatile @Nullable BrokerException end;

  private RedisLink(
      Wiring wiring,
      StatefulRedisConnection<String, byte[]> publishing,
      StatefulRedisPubSubConnection<String, byte[]> subscribing) {
    this.wiring = wiring;
    this.publishing = publishing;
    this.subscribing = subscribing;
    subscribing.addListener((RedisPubSubListener<String, byte[]>) this);
    for (StatefulConnection<?, ?> connection : List.of(publishing, subscribing)) {
      connection.addListener((RedisConnectionStateListener) this);
      if (!connection.isOpen()) {
        lost();
      }
    }
  }

  /** Completes on the I/O thread with a link whose connections are both up, or fails in time. */
  static CompletableFuture<RedisLink> open(RedisClient client, Wiring wiring) {
    var opened = new CompletableFuture<RedisLink>();
    var server = wiring.options.server();
    var publishing = client.connectAsync(CODEC, server).toCompletableFuture();
    var subscribing = client.connectPubSubAsync(CODEC, server).toCompletableFuture();
    expire(wiring, () -> opened.completeExceptionally(RedisFailure.timeout(wiring.options, null)));
    publishing
        .thenCombineAsync(subscribing, (p, s) -> new RedisLink(wiring, p, s), wiring.loop)
        .whenComplete(
            (link, failure) -> {
              if (failure != null) {
                opened.completeExceptionally(RedisFailure.of(failure, wiring.options));
              }
              if (failure != null || !opened.complete(link)) {
                publishing.thenAccept(StatefulConnection::closeAsync);
                subscribing.thenAccept(StatefulConnection::closeAsync);
              }
            });
    return opened;
  }

  /** Any thread. Completes when Redis has taken the message; never sent twice, never kept. */
  CompletableFuture<Position> publish(String channel, byte[] envelope) {
    var done = new CompletableFuture<Position>();
    try {
      publishing
          .async()
          .publish(channel, envelope)
          .whenComplete(
              (receivers, failure) -> {
                if (failure == null) {
                  done.complete(Position.NONE);
                } else {
                  done.completeExceptionally(judged(failure));
                }
              });
    } catch (RuntimeException rejected) {
      done.completeExceptionally(judged(rejected));
    }
    return done;
  }

  /** Completes when Redis has confirmed every one of these channels. */
  CompletableFuture<Void> subscribe(Collection<String> channels) {
    return confirmed(channels, names -> subscribing.async().subscribe(names));
  }

  /** Completes with this link when Redis has confirmed all of these channels, else ends it. */
  CompletableFuture<RedisLink> subscribeOrEnd(Collection<String> channels) {
    return subscribe(channels)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                end(RedisFailure.of(failure, wiring.options));
              }
            })
        .thenApply(done -> this);
  }

  /** Completes when Redis has confirmed that nothing more comes from this channel. */
  CompletableFuture<Void> unsubscribe(Collection<String> channels) {
    return confirmed(channels, names -> subscribing.async().unsubscribe(names));
  }

  /** Asks both connections for a sign of life; silence ends the link. */
  void ping() {
    List.of(publishing.async().ping(), subscribing.async().ping())
        .forEach(pong -> pong.whenComplete((answer, failure) -> judgedIfAny(failure)));
  }

  /** Ends the link: closes both connections and fails whatever is still open, for this reason. */
  void end(BrokerException reason) {
    if (end != null) {
      return;
    }
    end = reason;
    subscribing.closeAsync();
    publishing.closeAsync();
    unconfirmed.forEach(done -> done.completeExceptionally(reason));
    unconfirmed.clear();
    wiring.onEnd.accept(this, reason);
  }

  @Override
  public void message(String channel, byte[] message) {
    if (end == null) {
      wiring.onMessage.accept(channel, message);
    }
  }

  @Override
  public void subscribed(String channel, long count) {
    confirm();
  }

  @Override
  public void unsubscribed(String channel, long count) {
    confirm();
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    lost();
  }

  private void lost() {
    String message = "lost the connection to Redis at " + wiring.options.address();
    endSoon(new BrokerException(Kind.UNAVAILABLE, message));
  }

  private void confirm() {
    CompletableFuture<Void> next = unconfirmed.poll();
    if (next != null) {
      next.complete(null);
    }
  }

  private CompletableFuture<Void> confirmed(
      Collection<String> channels, Function<String[], CompletionStage<Void>> command) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    if (channels.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var confirmations = channels.stream().map(name -> new CompletableFuture<Void>()).toList();
    unconfirmed.addAll(confirmations);
    command
        .apply(channels.toArray(String[]::new))
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                BrokerException why = judged(failure);
                confirmations.forEach(each -> each.completeExceptionally(why));
                unconfirmed.removeIf(CompletableFuture::isDone);
              }
            });
    var all = CompletableFuture.allOf(confirmations.toArray(CompletableFuture<?>[]::new));
    var expiry = expire(wiring, () -> end(RedisFailure.timeout(wiring.options, null)));
    all.whenComplete((done, failure) -> expiry.cancel(false));
    return all;
  }

  private void judgedIfAny(@Nullable Throwable failure) {
    if (failure != null) {
      judged(failure);
    }
  }

  /** Why a command failed; one that was not answered in time ends the link. */
  private BrokerException judged(Throwable failure) {
    BrokerException ended = end;
    if (ended != null) {
      return ended;
    }
    BrokerException judged = RedisFailure.of(failure, wiring.options);
    if (judged.kind() == Kind.TIMEOUT) {
      endSoon(judged);
    }
    return judged;
  }

  private void endSoon(BrokerException reason) {
    wiring.loop.execute(() -> end(reason));
  }

  private static Future<?> expire(Wiring wiring, Runnable late) {
    return wiring.loop.schedule(late, wiring.options.timeout().toMillis(), MILLISECONDS);
  }
}
