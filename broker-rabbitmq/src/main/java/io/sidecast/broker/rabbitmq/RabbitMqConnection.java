package io.sidecast.broker.rabbitmq;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.netty.channel.EventLoop;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.Position;
import io.sidecast.broker.connection.BrokerConnection;
import io.sidecast.broker.connection.ConnectionListener;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP connection to publish and one to receive, opened and closed as a group: the loss of one
 * of them, or an overdue response, ends both. The client library writes without blocking on the
 * event loop. Confined to the event loop, except {@link #publish}, which is thread-safe.
 */
final class RabbitMqConnection implements BrokerConnection {

  /** A channel of each AMQP connection, and the name of this node's queue. */
  record ConnectionPair(Channel publishing, Channel receiving, String queue) {}

  private record Sent(CompletableFuture<Position> done, long deadline) {}

  private final RabbitMqConnectionFactory factory;
  private final RabbitMqOptions options;
  private final EventLoop loop;
  private final ConnectionPair pair;
  private final ConnectionListener listener;

  /** The unconfirmed publishes by their sequence numbers, which RabbitMQ counts as well. */
  private final TreeMap<Long, Sent> sent = new TreeMap<>();

  private final RabbitMqBindings bindings;

  /** The number of unconfirmed publishes, including those that wait for the event loop. */
  private final AtomicInteger unconfirmed = new AtomicInteger();

  private boolean watching;
  private @Nullable BrokerException blocked;
  private volatile @Nullable BrokerException end;

  /** Creates a connection. Called on a thread that may block. */
  RabbitMqConnection(
      RabbitMqConnectionFactory factory, ConnectionPair pair, ConnectionListener listener) {
    this.factory = factory;
    this.options = factory.options();
    this.loop = factory.loop();
    this.pair = pair;
    this.listener = listener;
    this.bindings = new RabbitMqBindings(factory, pair, this::end);
    pair.publishing.addConfirmListener(this::accepted, this::rejected);
    pair.publishing.addShutdownListener(this::lost);
    pair.receiving.addShutdownListener(this::lost);
    pair.publishing.getConnection().addBlockedListener(this::block, this::unblock);
  }

  /** Completes the future with this connection, unless this has ended or the timeout has passed. */
  void begin(CompletableFuture<BrokerConnection> opened) {
    BrokerException ended = end;
    if (ended != null) {
      opened.completeExceptionally(ended);
    } else if (!opened.complete(this)) {
      end(timeout());
    }
  }

  @Override
  public String server() {
    return options.place();
  }

  @Override
  public int maxEnvelopeBytes() {
    return options.limits().envelopeBytes();
  }

  @Override
  public CompletableFuture<Position> publish(String key, byte[] envelope) {
    var done = new CompletableFuture<Position>();
    var sending = new Sent(done, System.nanoTime() + options.timeout().toNanos());
    int most = options.limits().unconfirmed();
    done.whenComplete((position, failure) -> unconfirmed.decrementAndGet());
    if (unconfirmed.incrementAndGet() > most) {
      String message = "%,d publishes are unconfirmed: publish less or raise max_unconfirmed";
      done.completeExceptionally(new BrokerException(Kind.UNAVAILABLE, message.formatted(most)));
      return done;
    }
    try {
      loop.execute(() -> publish(key, envelope, sending));
    } catch (RejectedExecutionException closed) {
      done.completeExceptionally(BrokerException.closed());
    }
    return done;
  }

  @Override
  public CompletableFuture<Void> subscribe(String key) {
    return bindings.change(key, true);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String key) {
    return bindings.change(key, false);
  }

  @Override
  public CompletableFuture<Void> end(BrokerException reason) {
    if (end != null) {
      return CompletableFuture.completedFuture(null);
    }
    end = reason;
    var closed = factory.close(pair.publishing.getConnection(), pair.receiving.getConnection());
    settle(sent, each -> each.done.completeExceptionally(reason));
    bindings.end(reason);
    listener.ended(reason);
    return closed;
  }

  /** Receives a message. The client library calls this on the event loop. */
  void received(String tag, Delivery delivery) {
    String key = delivery.getEnvelope().getRoutingKey();
    listener.received(key, delivery.getBody(), Position.NONE);
  }

  /** Ends this connection because its queue was deleted. */
  void cancelled() {
    String message =
        "%s: an operator or a policy deleted the queue %s".formatted(server(), pair.queue);
    endOnLoop(new BrokerException(Kind.UNAVAILABLE, message));
  }

  private void publish(String key, byte[] envelope, Sent sending) {
    BrokerException refused = end == null ? blocked : end;
    if (refused != null) {
      sending.done.completeExceptionally(refused);
      return;
    }
    sent.put(pair.publishing.getNextPublishSeqNo(), sending);
    try {
      pair.publishing.basicPublish(options.exchange(), key, null, envelope);
    } catch (Throwable unable) {
      end(RabbitMqErrors.of(unable, options));
    }
    watch();
  }

  private void accepted(long number, boolean andBefore) {
    settle(confirmed(number, andBefore), each -> each.done.complete(Position.NONE));
  }

  private void rejected(long number, boolean andBefore) {
    var reason = new BrokerException(Kind.FAILED, server() + " rejected it: see its log");
    settle(confirmed(number, andBefore), each -> each.done.completeExceptionally(reason));
  }

  private SortedMap<Long, Sent> confirmed(long number, boolean andBefore) {
    return andBefore ? sent.headMap(number, true) : sent.subMap(number, true, number, true);
  }

  private static void settle(SortedMap<Long, Sent> confirmed, Consumer<Sent> settle) {
    List<Sent> each = List.copyOf(confirmed.values());
    confirmed.clear();
    each.forEach(settle);
  }

  /** Starts the single timer of all publishes, with the deadline of the oldest. */
  private void watch() {
    if (!watching && !sent.isEmpty()) {
      watching = true;
      long left = sent.firstEntry().getValue().deadline - System.nanoTime();
      loop.schedule(this::overdue, left, NANOSECONDS);
    }
  }

  private void overdue() {
    watching = false;
    while (!sent.isEmpty() && sent.firstEntry().getValue().deadline - System.nanoTime() <= 0) {
      if (blocked == null) {
        end(timeout());
      } else {
        var late =
            new BrokerException(Kind.TIMEOUT, blocked.getMessage() + " (since this publish)");
        sent.pollFirstEntry().getValue().done.completeExceptionally(late);
      }
    }
    watch();
  }

  private void block(String reason) {
    blocked = RabbitMqErrors.blocked(options, reason);
    listener.suspended(blocked);
  }

  private void unblock() {
    blocked = null;
    listener.resumed();
  }

  private void lost(ShutdownSignalException signal) {
    endOnLoop(RabbitMqErrors.of(signal, options));
  }

  private BrokerException timeout() {
    return BrokerException.timeout(server(), options.timeout(), null);
  }

  private void endOnLoop(BrokerException reason) {
    loop.execute(() -> end(reason));
  }
}
