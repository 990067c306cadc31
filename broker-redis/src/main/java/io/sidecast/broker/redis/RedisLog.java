package io.sidecast.broker.redis;

import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ReplayLog} of Redis: one stream for each channel. Reads use the connection of the
 * publishes, so each response is at most 1 MiB, or one message. Thread-safe.
 */
final class RedisLog implements ReplayLog {

  private static final int MAX_WAITING = 1024;

  private final Function<Channel, String> names;
  private final Function<Throwable, BrokerException> exceptions;
  private final AtomicInteger waiting = new AtomicInteger();

  /** The latest connection, null before the first one. */
  private volatile @Nullable RedisConnection latest;

  private volatile boolean closed;

  /**
   * Creates a log without a connection.
   *
   * @param names the name of each channel
   * @param exceptions the exception for each failure
   */
  RedisLog(Function<Channel, String> names, Function<Throwable, BrokerException> exceptions) {
    this.names = names;
    this.exceptions = exceptions;
  }

  /** Reads through another connection from now on. */
  void connected(RedisConnection connection) {
    latest = connection;
  }

  /** Lets all later reads fail, and those that end from now on. */
  void close() {
    closed = true;
  }

  @Override
  public CompletionStage<Replay> readAfter(Channel channel, Position after, int limit) {
    RedisConnection connection = latest;
    if (closed) {
      return CompletableFuture.failedStage(BrokerException.closed());
    }
    if (connection == null) {
      return unavailable("no connection to Redis: try again after RESTORED");
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return unavailable(MAX_WAITING + " reads are waiting already: try again later");
    }
    return connection
        .readAfter(names.apply(channel), after, limit)
        .whenComplete((replay, failure) -> waiting.decrementAndGet())
        .exceptionallyCompose(failure -> CompletableFuture.failedStage(exceptionOf(failure)));
  }

  private BrokerException exceptionOf(Throwable failure) {
    return closed ? BrokerException.closed() : exceptions.apply(failure);
  }

  private static CompletionStage<Replay> unavailable(String why) {
    return CompletableFuture.failedStage(new BrokerException(Kind.UNAVAILABLE, why));
  }
}
