package io.sidecast.broker.rabbitmq;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.netty.channel.EventLoop;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerLink;
import io.sidecast.broker.LinkListener;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Event loop only, except {@link #publish}. One connection to publish and one to receive, opened
 * together and lost together: whichever goes first, or does not answer in time, ends both. A link
 * that has ended stays ended. On the event loop the client writes without waiting, and asks without
 * waiting as long as it has one question at a time.
 */
final class RabbitMqLink implements BrokerLink {

  /** A channel of each connection, and the queue of this node. */
  record Wires(Channel publishing, Channel receiving, String queue) {}

  private record Sent(CompletableFuture<Position> done, long deadline) {}

  private record Command(String key, boolean bind, CompletableFuture<Void> done) {}

  private final RabbitMqConnector connector;
  private final RabbitMqOptions options;
  private final EventLoop loop;
  private final Wires wires;
  private final LinkListener listener;

  /** Publishes without an answer, by their numbers, which RabbitMQ counts as well. */
  private final TreeMap<Long, Sent> sent = new TreeMap<>();

  /** Bindings to make and to undo: what waits for its turn, and what waits for the answer. */
  private final ArrayDeque<Command> commands = new ArrayDeque<>();

  private final List<Command> asked = new ArrayList<>();

  /** Counts what waits for the event loop, too. */
  private final AtomicInteger unconfirmed = new AtomicInteger();

  private boolean watching;
  private @Nullable BrokerException blocked;
  private volatile @Nullable BrokerException end;

  /** On a thread that may wait. */
  RabbitMqLink(RabbitMqConnector connector, Wires wires, LinkListener listener) {
    this.connector = connector;
    this.options = connector.options();
    this.loop = connector.loop();
    this.wires = wires;
    this.listener = listener;
    wires.publishing.addConfirmListener(this::accepted, this::rejected);
    wires.publishing.addShutdownListener(this::lost);
    wires.receiving.addShutdownListener(this::lost);
    wires.publishing.getConnection().addBlockedListener(this::block, this::unblock);
  }

  /** Hands itself over, unless it has ended already or comes too late. */
  void begin(CompletableFuture<BrokerLink> opened) {
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
      String message = "%,d publishes wait for RabbitMQ: publish less or raise max_unconfirmed";
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
    return command(new Command(key, true, new CompletableFuture<>()));
  }

  @Override
  public CompletableFuture<Void> unsubscribe(String key) {
    return command(new Command(key, false, new CompletableFuture<>()));
  }

  @Override
  public CompletableFuture<Void> end(BrokerException reason) {
    if (end != null) {
      return CompletableFuture.completedFuture(null);
    }
    end = reason;
    var closed = connector.close(wires.publishing.getConnection(), wires.receiving.getConnection());
    settle(sent, each -> each.done.completeExceptionally(reason));
    asked.addAll(commands);
    commands.clear();
    asked.forEach(each -> each.done.completeExceptionally(reason));
    listener.ended(reason);
    return closed;
  }

  /** A message; the client calls this on the event loop. */
  void received(String tag, Delivery delivery) {
    String key = delivery.getEnvelope().getRoutingKey();
    listener.received(key, delivery.getBody(), Position.NONE);
  }

  /** Somebody has deleted the queue. */
  void cancelled() {
    String message = "%s has deleted the queue %s: who did that?".formatted(server(), wires.queue);
    endSoon(new BrokerException(Kind.UNAVAILABLE, message));
  }

  private void publish(String key, byte[] envelope, Sent sending) {
    BrokerException refused = end == null ? blocked : end;
    if (refused != null) {
      sending.done.completeExceptionally(refused);
      return;
    }
    sent.put(wires.publishing.getNextPublishSeqNo(), sending);
    attempt(() -> wires.publishing.basicPublish(options.exchange(), key, null, envelope));
    watch();
  }

  private void accepted(long number, boolean andBefore) {
    settle(answered(number, andBefore), each -> each.done.complete(Position.NONE));
  }

  private void rejected(long number, boolean andBefore) {
    var reason = new BrokerException(Kind.FAILED, server() + " could not take it: see its log");
    settle(answered(number, andBefore), each -> each.done.completeExceptionally(reason));
  }

  private SortedMap<Long, Sent> answered(long number, boolean andBefore) {
    return andBefore ? sent.headMap(number, true) : sent.subMap(number, true, number, true);
  }

  private static void settle(SortedMap<Long, Sent> answered, Consumer<Sent> settle) {
    List<Sent> each = List.copyOf(answered.values());
    answered.clear();
    each.forEach(settle);
  }

  /** One timer for all publishes: it is set to the deadline of the oldest. */
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
    blocked = RabbitMqFailure.blocked(options, reason);
    listener.suspended(blocked);
  }

  private void unblock() {
    blocked = null;
    listener.resumed();
  }

  private CompletableFuture<Void> command(Command command) {
    if (end != null) {
      return CompletableFuture.failedFuture(end);
    }
    commands.add(command);
    ask();
    return command.done;
  }

  /**
   * Sends bindings up to the last one, or up to an unbinding, whose answer confirms them all: a
   * channel's commands are executed in their order.
   */
  private void ask() {
    if (!asked.isEmpty() || commands.isEmpty()) {
      return;
    }
    Runnable late = () -> end(timeout());
    var expiry = loop.schedule(late, options.timeout().toMillis(), MILLISECONDS);
    attempt(
        () ->
            wires
                .receiving
                .asyncCompletableRpc(questions())
                .whenCompleteAsync(
                    (answer, failure) -> {
                      expiry.cancel(false);
                      if (failure == null) {
                        answered();
                      } else {
                        end(RabbitMqFailure.of(failure, options));
                      }
                    },
                    loop));
  }

  private Method questions() throws IOException {
    String exchange = options.exchange();
    while (true) {
      Command next = commands.remove();
      asked.add(next);
      if (!next.bind) {
        return new AMQP.Queue.Unbind.Builder()
            .queue(wires.queue)
            .exchange(exchange)
            .routingKey(next.key)
            .build();
      }
      if (commands.isEmpty()) {
        return new AMQP.Queue.Bind.Builder()
            .queue(wires.queue)
            .exchange(exchange)
            .routingKey(next.key)
            .build();
      }
      wires.receiving.queueBindNoWait(wires.queue, exchange, next.key, null);
    }
  }

  private void answered() {
    List<Command> confirmed = List.copyOf(asked);
    asked.clear();
    confirmed.forEach(each -> each.done.complete(null));
    ask();
  }

  /** Does what the client may refuse to do, which is the end of the link. */
  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException | RuntimeException refused) {
      end(RabbitMqFailure.of(refused, options));
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void lost(ShutdownSignalException signal) {
    endSoon(RabbitMqFailure.of(signal, options));
  }

  private BrokerException timeout() {
    return BrokerException.timeout(server(), options.timeout(), null);
  }

  private void endSoon(BrokerException reason) {
    loop.execute(() -> end(reason));
  }
}
